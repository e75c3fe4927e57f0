package bedrock_test

import (
	"testing"

	"github.com/iolaus-project/iolaus/internal/intake/bedrock"
	"github.com/iolaus-project/iolaus/internal/intake/xtest"
)

func TestGolden(t *testing.T) { xtest.Golden(t, bedrock.Name) }

func FuzzBedrock(f *testing.F) { xtest.Fuzz(f, bedrock.Name) }
