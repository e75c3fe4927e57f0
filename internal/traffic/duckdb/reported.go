package duckdb

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/zeebo/xxh3"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// reportedRecord is a traffic.Reported as a Parquet row.
type reportedRecord struct {
	ID        string   `parquet:"id"`
	Name      string   `parquet:"name"`
	Parent    string   `parquet:"parent"`
	Verdict   string   `parquet:"verdict"`
	Gone      bool     `parquet:"gone"`
	Templates []uint64 `parquet:"templates"`
	Report    int64    `parquet:"report"`
	Until     int64    `parquet:"until"`
	Accounts  int64    `parquet:"accounts"`
	Members   []uint64 `parquet:"members"`
}

// Reported gives every campaign that a report has named.
func (s *Store) Reported(ctx context.Context) ([]traffic.Reported, error) {
	var all []traffic.Reported
	err := s.query(ctx, "reported", nil, func(rows *sql.Rows) error {
		var r traffic.Reported
		var templates, members duckdb.Composite[[]uint64]
		if err := rows.Scan(&r.ID, &r.Name, &r.Parent, &r.Verdict, &r.Gone, &templates, &r.First, &r.Report, &r.Until, &r.Accounts, &members); err != nil {
			return err
		}
		r.Templates, r.Members = typed(templates.Get()), typed(members.Get())
		all = append(all, r)
		return nil
	})
	return all, err
}

// typed is the inverse of hashes.
func typed(plain []uint64) []iolaus.Hash {
	var of []iolaus.Hash
	for _, h := range plain {
		of = append(of, iolaus.Hash(h))
	}
	return of
}

// PutReported notes what a report named, as one segment named by its content.
func (s *Store) PutReported(_ context.Context, campaigns []traffic.Reported) error {
	if len(campaigns) == 0 {
		return nil
	}
	records := make([]reportedRecord, len(campaigns))
	h := xxh3.New()
	for i := range campaigns {
		c := &campaigns[i]
		records[i] = reportedRecord{
			ID: c.ID, Name: c.Name, Parent: c.Parent, Verdict: string(c.Verdict), Gone: c.Gone, Templates: hashes(c.Templates),
			Report: c.Report, Until: int64(c.Until), Accounts: c.Accounts, Members: hashes(c.Members),
		}
		_, _ = h.WriteString(fmt.Sprint(records[i])) // a hash never fails
	}
	path, err := s.segment(reportedFolder, strconv.FormatUint(h.Sum64(), 16))
	if err != nil {
		return err
	}
	defer s.stale()
	return writeSegment(path, records, !s.temporary)
}
