package anthropic_test

import (
	"testing"

	"github.com/iolaus-project/iolaus/internal/intake/anthropic"
	"github.com/iolaus-project/iolaus/internal/intake/xtest"
)

func TestGolden(t *testing.T) { xtest.Golden(t, anthropic.Name) }

func FuzzAnthropic(f *testing.F) { xtest.Fuzz(f, anthropic.Name) }
