//go:build unix

package ring_test

import (
	"bufio"
	"context"
	"fmt"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/link"
	"github.com/iolaus-project/iolaus/internal/ring"
	"github.com/iolaus-project/iolaus/internal/splitmix"
)

// perAccount is how often each account of the curve was seen with something.
const perAccount = 40

// largeMiB is the memory that the largest size of the curve wants free.
const largeMiB = 14 << 10

// BenchmarkCurve goes from sightings to rings: Builder, Find and Form, for ever
// more accounts. The sightings are made on the fly, which the times include.
// cpu-s is what the processors worked, both together: on a machine that others
// use it says more than the time that passed.
func BenchmarkCurve(b *testing.B) {
	for _, accounts := range []int{10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000} {
		b.Run(fmt.Sprintf("accounts=%d", accounts), func(b *testing.B) {
			if testing.Short() && accounts > 10_000 {
				b.Skip("takes a while")
			}
			if accounts > 1_000_000 && freeMiB() < largeMiB {
				b.Skipf("needs %d MiB of free memory", largeMiB)
			}
			peak, before := watchMemory(), cpuSeconds()
			for b.Loop() {
				rings := curve(b, accounts)
				if part := partFound(rings, accounts); part < 0.8 {
					b.Errorf("%.2f of the rings' accounts found, want at least 0.8", part)
				}
			}
			b.ReportMetric(peak(), "peak-MiB")
			seconds := b.Elapsed().Seconds() / float64(b.N)
			b.ReportMetric(seconds, "s")
			b.ReportMetric((cpuSeconds()-before)/float64(b.N), "cpu-s")
			b.ReportMetric(float64(accounts*perAccount), "sightings")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// partFound is the part of the rings' accounts that are in a ring of theirs: one
// in which they are the most.
func partFound(rings []iolaus.Ring, accounts int) float64 {
	found := 0
	for _, r := range rings {
		together := map[int32]int{}
		for _, a := range r.Accounts {
			if a%crowdPerRing < ringSize {
				together[a/crowdPerRing]++
			}
		}
		for _, n := range together {
			if 2*n > len(r.Accounts) {
				found += n
			}
		}
	}
	return float64(found) / float64(accounts/crowdPerRing*ringSize)
}

func curve(b *testing.B, accounts int) []iolaus.Ring {
	var sightings link.Builder
	addCrowd(&sightings, accounts)
	holder := make([]int32, accounts)
	for a := range holder {
		holder[a] = int32(a)
	}
	table := sightings.Build(holder)
	links, err := link.Find(b.Context(), table, link.DefaultOptions(table))
	if err != nil {
		b.Fatal(err)
	}
	rings, err := ring.Form(b.Context(), accounts, links, link.Prior(table.Holders))
	if err != nil {
		b.Fatal(err)
	}
	return rings
}

// habit says how accounts come by the values of a kind: each, seen times, draws
// one of a number of values that grows with the accounts' number to the power of
// growth, the r-th as often as 1/r (Zipf); or has one of its own.
type habit struct {
	kind   iolaus.Kind
	seen   int
	own    float64 // chance of a value of its own
	values float64 // among 1000 accounts
	growth float64
}

// habits are 40 sightings, half of them of values that others have as well:
// cards of agencies, mail domains, carriers' and VPN networks, popular clients,
// public agents and templates, waves of registration.
func habits() []habit {
	return []habit{
		{iolaus.Payment, 1, 0.97, 800, 1},
		{iolaus.Phone, 1, 0.99, 800, 1},
		{iolaus.Email, 1, 1, 1, 0},
		{iolaus.EmailShape, 1, 0.1, 200, 0.5},
		{iolaus.Device, 2, 0.97, 1000, 1},
		{iolaus.Address, 8, 0.8, 500, 1},
		{iolaus.Network, 6, 0.3, 500, 0.9},
		{iolaus.SignupNetwork, 1, 0.3, 500, 0.9},
		{iolaus.TLSClient, 2, 0, 50, 0.5},
		{iolaus.Frame, 3, 0.5, 100, 0.7},
		{iolaus.ToolSet, 1, 0.3, 50, 0.5},
		{iolaus.Family, 6, 0, 100, 0.7},
		{iolaus.Task, 3, 0.95, 1000, 1},
		{iolaus.Params, 2, 0, 100, 0.5},
		{iolaus.CreatedHour, 1, 0, 2000, 0},
		{iolaus.Artefact, 1, 0.999, 1000, 1},
	}
}

// Of every crowdPerRing accounts, ringSize form a ring that shares cards,
// networks, a client and a template.
const (
	crowdPerRing = 2000
	ringSize     = 40
)

func addCrowd(sightings *link.Builder, accounts int) {
	kinds := habits()
	logs := make([]float64, len(kinds))
	for i, h := range kinds {
		logs[i] = math.Log2(max(2, h.values*math.Pow(float64(accounts)/1000, h.growth)))
	}
	for a := range int32(accounts) {
		key := splitmix.Mix(uint64(a))
		inRing := a%crowdPerRing < ringSize
		for i, h := range kinds {
			for n := range h.seen {
				draw := splitmix.Mix(key + uint64(64*i+n))
				value := draw
				if own, rank := unit(draw), unit(splitmix.Mix(draw)); own >= h.own {
					value = splitmix.Mix(uint64(h.kind)<<40 + uint64(math.Exp2(logs[i]*rank)))
				}
				if v, ok := ringValue(h.kind, a, n); ok && inRing {
					value = v
				}
				sightings.Add(h.kind, iolaus.Hash(value), a, iolaus.Millis(draw>>40))
			}
		}
	}
}

// ringValue is what an account of a ring has in common with others of it.
func ringValue(k iolaus.Kind, a int32, n int) (uint64, bool) {
	share := uint64(0) // values among the ring
	switch {
	case n > 0:
		return 0, false
	case k == iolaus.Payment:
		share = 8
	case k == iolaus.Network, k == iolaus.SignupNetwork:
		share = 5
	case k == iolaus.TLSClient, k == iolaus.Family:
		share = 1
	default:
		return 0, false
	}
	of := splitmix.Mix(uint64(a)<<8+uint64(k)) % share
	return splitmix.Mix(uint64(a/crowdPerRing)<<16 + uint64(k)<<8 + of + 1<<60), true
}

// unit maps a word to [0,1).
func unit(x uint64) float64 { return float64(x>>11) / (1 << 53) }

// watchMemory gives a function that ends the watch and says how many MiB the
// process held at most, garbage included.
func watchMemory() func() float64 {
	runtime.GC()
	debug.FreeOSMemory()
	ctx, stop := context.WithCancel(context.Background())
	most := uint64(0)
	var done sync.WaitGroup
	done.Go(func() {
		sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		for ctx.Err() == nil {
			metrics.Read(sample)
			most = max(most, sample[0].Value.Uint64()-sample[1].Value.Uint64())
			time.Sleep(5 * time.Millisecond)
		}
	})
	return func() float64 {
		stop()
		done.Wait()
		return float64(most) / (1 << 20)
	}
}

// cpuSeconds is how long the processors have worked for this process.
func cpuSeconds() float64 {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return 0
	}
	return float64(use.Utime.Nano()+use.Stime.Nano()) / 1e9
}

// freeMiB is the memory that new processes can have, 0 where it is not known.
func freeMiB() (free int) {
	info, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0
	}
	defer info.Close()
	for lines := bufio.NewScanner(info); lines.Scan(); {
		var kib int
		if n, _ := fmt.Sscanf(lines.Text(), "MemAvailable: %d kB", &kib); n == 1 {
			return kib / 1024
		}
	}
	return 0
}
