package native_test

import (
	"testing"

	"github.com/iolaus-project/iolaus/internal/intake/native"
	"github.com/iolaus-project/iolaus/internal/intake/xtest"
)

func TestGolden(t *testing.T) { xtest.Golden(t, native.Name) }

func FuzzNative(f *testing.F) { xtest.Fuzz(f, native.Name) }
