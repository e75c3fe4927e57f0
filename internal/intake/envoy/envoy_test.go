package envoy_test

import (
	"testing"

	"github.com/iolaus-project/iolaus/internal/intake/envoy"
	"github.com/iolaus-project/iolaus/internal/intake/xtest"
)

func TestGolden(t *testing.T) { xtest.Golden(t, envoy.Name) }

func FuzzEnvoy(f *testing.F) { xtest.Fuzz(f, envoy.Name) }
