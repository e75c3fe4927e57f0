package openai_test

import (
	"testing"

	"github.com/iolaus-project/iolaus/internal/intake/openai"
	"github.com/iolaus-project/iolaus/internal/intake/xtest"
)

func TestGolden(t *testing.T) { xtest.Golden(t, openai.Name) }

func FuzzOpenAI(f *testing.F) { xtest.Fuzz(f, openai.Name) }
