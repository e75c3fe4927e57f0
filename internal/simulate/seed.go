package simulate

// FirstReporting parts the seeds: constants of the method may be chosen while
// looking at worlds of seeds below it, never at the others, and a published
// figure comes from the others alone.
const FirstReporting = 101

// Development gives n seeds to choose constants on, from 1. There are 100.
func Development(n int) []uint64 { return seeds(1, min(n, FirstReporting-1)) }

// Reporting gives n seeds to publish figures from.
func Reporting(n int) []uint64 { return seeds(FirstReporting, n) }

// firstBenign is the first of the reporting seeds from which worlds without any
// campaign are made, of which many are needed.
const firstBenign = 201

// Benign gives n reporting seeds to publish false alarms from.
func Benign(n int) []uint64 { return seeds(firstBenign, n) }

func seeds(first uint64, n int) []uint64 {
	all := make([]uint64, n)
	for i := range all {
		all[i] = first + uint64(i)
	}
	return all
}
