package evaluate

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// Version is the version of the format that JSON writes.
const Version = 1

// World names what was evaluated.
type World struct {
	Truth      string      `json:"truth"`  // folder
	Report     string      `json:"report"` // file
	Evaluation *Evaluation `json:"evaluation"`
}

// JSON writes the evaluations of one world or several, pooled and each, and what
// other methods did on the same worlds, as docs/format/evaluation.md describes
// it. Equal evaluations give equal bytes.
func JSON(w io.Writer, worlds []World, rivals []Rival) error {
	out := bufio.NewWriter(w)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	all := evaluations(worlds)
	err := encoder.Encode(struct {
		Version int         `json:"version"`
		Pooled  *Evaluation `json:"pooled"`
		Worst   int         `json:"worst"` // index into worlds
		Worlds  []World     `json:"worlds"`
		Against []Rival     `json:"against,omitempty"`
	}{Version, Sum(all), Worst(all), worlds, rivals})
	if err != nil {
		return fmt.Errorf("write evaluation: %w", err)
	}
	return out.Flush()
}

// Table writes the evaluations for a terminal: of one world that one, of
// several all of them pooled and then the worst by itself.
func Table(w io.Writer, worlds []World) error {
	all := evaluations(worlds)
	if len(all) == 0 {
		return nil
	}
	if err := Sum(all).Table(w); err != nil || len(all) == 1 {
		return err
	}
	worst := worlds[Worst(all)]
	if _, err := fmt.Fprintf(w, "\nThe worst world: %s, %s\n\n", plain(worst.Truth), plain(worst.Report)); err != nil {
		return err
	}
	return worst.Evaluation.Table(w)
}

func evaluations(worlds []World) []*Evaluation {
	all := make([]*Evaluation, len(worlds))
	for i := range worlds {
		all[i] = worlds[i].Evaluation
	}
	return all
}
