package duckdb

import (
	"context"
	"embed"
	"fmt"
	"path/filepath"
	"strings"
)

//go:embed sql/*.sql
var statements embed.FS

// statement gives an SQL file with its placeholders, such as {exchanges},
// filled in. The placeholders take only what this package writes.
func statement(name string, values ...string) (string, error) {
	text, err := statements.ReadFile("sql/" + name + ".sql")
	if err != nil {
		return "", fmt.Errorf("statement %s: %w", name, err)
	}
	return strings.NewReplacer(values...).Replace(string(text)), nil
}

// refresh makes the views show every finished segment and finds the exchanges
// that are stored more than once. It does nothing while nothing was written.
func (s *Store) refresh(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fresh {
		return nil
	}
	for _, view := range []struct{ folder, statement, none string }{
		{exchangeFolder, "view_exchange", "view_exchange_none"},
		{nameFolder, "view_name", "view_name_none"},
		{accountFolder, "view_account", "view_account_none"},
		{reportedFolder, "view_reported", "view_reported_none"},
	} {
		// The segments are named one by one: a pattern would be matched anew by each query,
		// and what another process adds meanwhile be in one answer and not in the next.
		files, err := endingIn(filepath.Join(s.dir, view.folder), ".parquet")
		if err != nil {
			return fmt.Errorf("list segments: %w", err)
		}
		name := view.statement
		if len(files) == 0 {
			name = view.none
		}
		if err := s.run(ctx, name, "{files}", listed(files)); err != nil {
			return err
		}
	}
	if err := s.dropDuplicates(ctx); err != nil {
		return err
	}
	if err := s.run(ctx, "seen"); err != nil {
		return err
	}
	s.fresh = true
	return nil
}

// listed writes paths as a list in SQL.
func listed(paths []string) string {
	quoted := make([]string, len(paths))
	for i, path := range paths {
		quoted[i] = quote(literally(path))
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// literally writes a path so that DuckDB, which takes it for a pattern, finds it alone.
func literally(path string) string {
	return strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(path)
}

// dropDuplicates leaves of each exchange that is stored more than once the row
// that comes first in the order of its values.
func (s *Store) dropDuplicates(ctx context.Context) error {
	if err := s.run(ctx, "duplicate_ids"); err != nil {
		return err
	}
	var n int64
	if err := s.db.QueryRowContext(ctx, "SELECT count(*) FROM duplicate").Scan(&n); err != nil {
		return fmt.Errorf("count duplicates: %w", err)
	}
	if n == 0 {
		return s.run(ctx, "view_unique_all")
	}
	if err := s.run(ctx, "excluded"); err != nil {
		return err
	}
	return s.run(ctx, "view_unique")
}

// run executes a statement that yields nothing.
func (s *Store) run(ctx context.Context, name string, values ...string) error {
	text, err := statement(name, values...)
	if err != nil {
		return err
	}
	if _, err := s.db.ExecContext(ctx, text); err != nil {
		return fmt.Errorf("traffic store, %s: %w", name, err)
	}
	return nil
}
