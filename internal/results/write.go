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
// seeds unless o says otherwise. Each part stands between the marks that it has
// in the README, so that one can be measured anew without the other.
func Write(ctx context.Context, w io.Writer, o Options) error {
	for _, n := range []int{o.Worlds, o.Sweep, o.Benign, o.Watched} {
		if n < 0 || n >= simulate.FirstReporting {
			return errors.New("results: there is no such number of worlds")
		}
	}
	if o.Worlds == 0 && (o.Sweep > 0 || o.Benign+o.Watched == 0) {
		return errors.New("results: there are no worlds to measure on")
	}
	l := &lab{Options: o, seeds: simulate.Reporting}
	if o.Development {
		l.seeds = simulate.Development
	}
	var b strings.Builder
	if o.Worlds > 0 {
		if err := part(&b, "results", func() error { return l.tables(ctx, &b) }); err != nil {
			return err
		}
	}
	if o.Watched > 0 {
		if err := part(&b, "watched", func() error { return l.live(ctx, &b) }); err != nil {
			return err
		}
	}
	if o.Benign > 0 {
		if err := part(&b, "looks", func() error { return l.looks(ctx, &b) }); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// purpose says what the seeds are for.
func (l *lab) purpose() string {
	if l.Development {
		return "development"
	}
	return "reporting"
}

// part writes what write writes between the marks of that name.
func part(b *strings.Builder, name string, write func() error) error {
	fmt.Fprintf(b, "<!-- %s -->\n\n", name)
	if err := write(); err != nil {
		return err
	}
	fmt.Fprintf(b, "\n<!-- end of %s -->\n", name)
	return nil
}

// tables writes what is found in worlds with campaigns, and what it costs to
// hide.
func (l *lab) tables(ctx context.Context, b *strings.Builder) error {
	seeds := l.seeds(l.Worlds)
	fmt.Fprintf(b, "Seeds %d to %d, for %s; constants were chosen on seeds below %d.\n\n",
		seeds[0], seeds[len(seeds)-1], l.purpose(), simulate.FirstReporting)
	if err := l.detection(ctx, b); err != nil {
		return err
	}
	b.WriteString("\nEach indicator of a joint advisory (publicly reported, 2026), in a world with an honest population that shows it and a campaign that shows it:\n\n")
	if err := l.advisory(ctx, b); err != nil {
		return err
	}
	if l.Sweep == 0 {
		return nil
	}
	b.WriteString("\nThe price of evasion: one dial of all eight campaigns turned from 0 to 1, the others as in the scenario `evasion` (ten of them at 0.5, the rest at 0), and what the operators then need and get, relative to 0:\n\n")
	return l.evasion(ctx, b)
}
