package litellm_test

import (
	"testing"

	"github.com/iolaus-project/iolaus/internal/intake/litellm"
	"github.com/iolaus-project/iolaus/internal/intake/xtest"
)

func TestGolden(t *testing.T) { xtest.Golden(t, litellm.Name) }

func FuzzLiteLLM(f *testing.F) { xtest.Fuzz(f, litellm.Name) }
