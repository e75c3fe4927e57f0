package simulate

// FirstReporting parts the seeds: constants of the method may be chosen while
// looking at worlds of seeds below it, never at the others, and a published
// figure comes from the others alone.
const FirstReporting = 101

// Development gives n seeds to choose constants on, from 1. There are 100.
func Development(n int) []uint64 { return seeds(1, min(n, FirstReporting-1)) }

// Reporting gives n seeds to publish figures from.
func Reporting(n int) []uint64 { return seeds(FirstReporting, n) }

func seeds(first uint64, n int) []uint64 {
	all := make([]uint64, n)
	for i := range all {
		all[i] = first + uint64(i)
	}
	return all
}
