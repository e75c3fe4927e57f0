package capability

// Curves gives the scores of each label by logit.
func Curves(m *Model) [Labels][]uint8 {
	var curves [Labels][]uint8
	for l := range curves {
		curves[l] = m.curve[l][:]
	}
	return curves
}

// TagsTwice counts the places whose tag stands in their bucket before.
func TagsTwice(m *Model) int {
	n := 0
	for b := range m.tags {
		seen := map[uint64]bool{0: true}
		for way := range ways {
			tag := m.tags[b][way/4] >> (way % 4 * 16) & 0xffff
			if tag != 0 && seen[tag] {
				n++
			}
			seen[tag] = true
		}
	}
	return n
}
