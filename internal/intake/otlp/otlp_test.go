package otlp_test

import (
	"testing"

	"github.com/iolaus-project/iolaus/internal/intake/otlp"
	"github.com/iolaus-project/iolaus/internal/intake/xtest"
)

func TestGolden(t *testing.T) { xtest.Golden(t, otlp.Name) }

func FuzzJSON(f *testing.F) { xtest.Fuzz(f, otlp.Name) }
