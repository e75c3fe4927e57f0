package results

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/iolaus-project/iolaus/internal/simulate"
)

// Write writes the tables of the README's results as Markdown, on reporting
// seeds unless o says otherwise.
func Write(ctx context.Context, w io.Writer, o Options) error {
	if o.Worlds < 1 || o.Sweep < 0 || o.Worlds >= simulate.FirstReporting || o.Sweep >= simulate.FirstReporting {
		return errors.New("results: there is no such number of worlds")
	}
	l := &lab{Options: o, seeds: simulate.Reporting}
	kind := "reporting"
	if o.Development {
		l.seeds, kind = simulate.Development, "development"
	}
	seeds := l.seeds(o.Worlds)
	var b strings.Builder
	fmt.Fprintf(&b, "Seeds %d to %d, for %s; constants were chosen on seeds below %d.\n\n",
		seeds[0], seeds[len(seeds)-1], kind, simulate.FirstReporting)
	if err := l.detection(ctx, &b); err != nil {
		return err
	}
	b.WriteString("\nEach indicator of a joint advisory (publicly reported, 2026), in a world with an honest population that shows it and a campaign that shows it:\n\n")
	if err := l.advisory(ctx, &b); err != nil {
		return err
	}
	if o.Sweep > 0 {
		b.WriteString("\nThe price of evasion: one dial of all eight campaigns turned from 0 to 1, the others as in the scenario `evasion` (ten of them at 0.5, the rest at 0), and what the operators then need and get, relative to 0:\n\n")
		if err := l.evasion(ctx, &b); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
