package leiden

import "math/bits"

// exactNodes is the size up to which trying every partition costs less than
// several searches.
const exactNodes = 8

// exact is the memory of an exhaustive search. Sets of nodes are bit masks.
type exact struct {
	weights [exactNodes][exactNodes]int64
	worth   [1 << exactNodes]int64 // quality of the set as one community
	best    [1 << exactNodes]int64 // quality of its best partition
	first   [1 << exactNodes]uint8 // the community of its lowest node in that partition
}

// divide fills partition with one of the best quality. Where communities may
// stay apart at no loss, they do.
func (x *exact) divide(l *level, gamma uint64, partition []int32) {
	n := l.nodes()
	x.weigh(l, gamma)
	for set := 1; set < 1<<n; set++ {
		lowest := set & -set
		others := set ^ lowest
		top := x.worth[set]
		x.first[set] = uint8(set)
		for more := others; more > 0; {
			more = (more - 1) & others
			if q := x.worth[lowest|more] + x.best[others^more]; q >= top {
				top, x.first[set] = q, uint8(lowest|more)
			}
		}
		x.best[set] = top
	}
	for set, c := 1<<n-1, int32(0); set != 0; c++ {
		community := int(x.first[set])
		for left := community; left != 0; left &= left - 1 {
			partition[bits.TrailingZeros(uint(left))] = c
		}
		set ^= community
	}
}

// weigh fills in what every set of nodes is worth as one community.
func (x *exact) weigh(l *level, gamma uint64) {
	n := l.nodes()
	for v := range n {
		x.weights[v] = [exactNodes]int64{}
		targets, weights := l.row(int32(v))
		for i, u := range targets {
			x.weights[v][u] = weights[i]
		}
	}
	for set := 1; set < 1<<n; set++ {
		v, others := bits.TrailingZeros(uint(set)), set&(set-1)
		worth := x.worth[others] - int64(gamma)*int64(bits.OnesCount(uint(others)))
		for left := others; left != 0; left &= left - 1 {
			worth += x.weights[v][bits.TrailingZeros(uint(left))]
		}
		x.worth[set] = worth
	}
}
