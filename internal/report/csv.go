package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/iolaus-project/iolaus"
)

// CSV writes one row per campaign and account, after a row of headings.
//
// A text that a spreadsheet would take for a formula (it begins with =, +, -,
// @, one of their full-width forms, a tab or a line break) is written with an
// apostrophe before it. So is one that begins with an apostrophe itself; a
// program that wants the exact text removes one leading apostrophe.
func CSV(w io.Writer, r *iolaus.Report) error {
	out := csv.NewWriter(w)
	rows := [][]string{{
		"campaign", "name", "verdict", "confidence", "account", "membership",
		"role", "successor_of", "exchanges", "distilled",
	}}
	c := complete(r)
	for i := range c.Campaigns {
		rows = append(rows, csvRows(&c.Campaigns[i])...)
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

func csvRows(c *iolaus.Campaign) [][]string {
	rows := make([][]string, 0, len(c.Accounts))
	for _, m := range c.Accounts {
		rows = append(rows, []string{
			unformula(c.ID), unformula(c.Name), unformula(string(c.Verdict)), decimal(c.Confidence),
			unformula(m.Account), decimal(m.Membership), unformula(m.Role), unformula(m.SuccessorOf),
			strconv.FormatInt(m.Exchanges, 10), strconv.FormatInt(m.Distilled, 10),
		})
	}
	return rows
}

// unformula keeps a spreadsheet from running a text as a formula.
func unformula(s string) string {
	if s == "" {
		return s
	}
	if first, _ := utf8.DecodeRuneInString(s); strings.ContainsRune("=+-@\t\r\n'＝＋－＠", first) {
		return "'" + s
	}
	return s
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
