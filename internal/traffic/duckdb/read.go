package duckdb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// Summary gives the counts of the whole store.
func (s *Store) Summary(ctx context.Context) (traffic.Summary, error) {
	var sum traffic.Summary
	err := s.query(ctx, "summary", nil, func(rows *sql.Rows) error {
		return rows.Scan(&sum.Exchanges, &sum.Accounts, &sum.From, &sum.To, &sum.Duplicates)
	})
	return sum, err
}

// Accounts yields every account seen in traffic, by ascending name.
func (s *Store) Accounts(ctx context.Context, yield func(*traffic.Account) error) error {
	return s.query(ctx, "accounts", nil, func(rows *sql.Rows) error {
		var a traffic.Account
		f := &a.Facts
		if err := rows.Scan(&a.Hash, &a.Name, &a.Exchanges, &a.First, &a.Last, &a.Org,
			&f.Account, &f.Org, &f.Created, &f.EmailDomain, &f.EmailHash, &f.EmailPattern, &f.PhoneHash,
			&f.Payment, &f.CardCountry, &f.BillingCountry, &f.Signup.IP, &f.Signup.UserAgent, &f.Signup.JA4,
			&f.Signup.Device, &f.Program, &f.Verification, &f.Status, &f.StatusChanged); err != nil {
			return err
		}
		return yield(&a)
	})
}

// source says where the sightings of a kind come from.
type source struct {
	kind      iolaus.Kind
	statement string
	column    string
}

// sources lists every kind of sighting, by ascending kind; a kind with two
// sources is merged by whoever builds on it.
func sources() []source {
	return []source{
		{iolaus.Payment, "sightings_account", "payment_hash"},
		{iolaus.Phone, "sightings_account", "phone_value"},
		{iolaus.Email, "sightings_account", "email_value"},
		{iolaus.EmailShape, "sightings_account", "email_shape"},
		{iolaus.Device, "sightings_account", "device"},
		{iolaus.Device, "sightings_traffic", "device"},
		{iolaus.Key, "sightings_traffic", "api_key"},
		{iolaus.Address, "sightings_traffic", "address"},
		{iolaus.Network, "sightings_traffic", "network"},
		{iolaus.TLSClient, "sightings_traffic", "tls_client"},
		{iolaus.Frame, "sightings_traffic", "frame"},
		{iolaus.ToolSet, "sightings_traffic", "tools"},
		{iolaus.Task, "sightings_task", "task"},
		{iolaus.Artefact, "sightings_artefact", ""},
		{iolaus.CreatedHour, "sightings_account", "created_hour"},
		{iolaus.EndUser, "sightings_traffic", "end_user"},
		{iolaus.Params, "sightings_traffic", "params"},
		{iolaus.SignupNetwork, "sightings_account", "signup_network"},
		{iolaus.Dialogue, "sightings_dialogue", ""},
	}
}

// Sightings yields the values that at least two accounts share.
func (s *Store) Sightings(ctx context.Context, maxHolders int, yield func(iolaus.Sighting) error) error {
	most := int64(maxHolders)
	if maxHolders == 0 {
		most = 1 << 62
	}
	for _, src := range sources() {
		values := []string{"{column}", src.column, "{most}", strconv.FormatInt(most, 10)}
		err := s.each(ctx, src.statement, values, func(r *record) error {
			x := iolaus.Sighting{
				Kind: src.kind, Value: hashed(r), Account: hashed(r), Count: uint32(min(integer(r), math.MaxUint32)),
				First: iolaus.Millis(integer(r)), Last: iolaus.Millis(integer(r)),
			}
			if r.err != nil {
				return r.err
			}
			return yield(x)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Exchanges yields the traces of the given accounts.
func (s *Store) Exchanges(ctx context.Context, accounts []iolaus.Hash, limit int, yield func(*traffic.Trace) error) error {
	if err := s.want(ctx, accounts, limit); err != nil {
		return err
	}
	var x traffic.Trace
	return s.each(ctx, "exchanges", nil, func(r *record) error {
		x.Account, x.Time = hashed(r), iolaus.Millis(integer(r))
		x.ID, x.Task, x.Model, x.Pathway, x.Frame, x.Network = hashed(r), hashed(r), hashed(r), hashed(r), hashed(r), hashed(r)
		x.Latency, x.OutputTokens, x.Refused = integer(r), integer(r), take[bool](r)
		packed := take[[]byte](r)
		if r.err != nil {
			return r.err
		}
		if err := unpack(packed, &x); err != nil {
			return err
		}
		return yield(&x)
	})
}

// Activity yields what the given accounts did by the hour.
func (s *Store) Activity(ctx context.Context, accounts []iolaus.Hash, yield func(*traffic.Activity) error) error {
	if err := s.want(ctx, accounts, 0); err != nil {
		return err
	}
	var a traffic.Activity
	return s.query(ctx, "activity", nil, func(rows *sql.Rows) error {
		if err := rows.Scan(&a.Account, &a.Hour, &a.Capability, &a.Model, &a.Pathway, &a.Exchanges, &a.Refused, &a.OutputTokens); err != nil {
			return err
		}
		return yield(&a)
	})
}

// want notes which accounts the next query is about; nil means all.
func (s *Store) want(ctx context.Context, accounts []iolaus.Hash, limit int) error {
	if err := s.refresh(ctx); err != nil {
		return err
	}
	only := ""
	if accounts != nil {
		if err := s.ask(ctx, accounts); err != nil {
			return err
		}
		only = "SEMI JOIN asked ON seen.account = asked.hash"
	}
	return s.run(ctx, "wanted", "{limit}", strconv.Itoa(limit), "{only}", only)
}

// Names gives the readable forms of the hashes that have one.
func (s *Store) Names(ctx context.Context, hashes []iolaus.Hash) (map[iolaus.Hash]string, error) {
	names := make(map[iolaus.Hash]string, len(hashes))
	if err := s.refresh(ctx); err != nil {
		return nil, err
	}
	if err := s.ask(ctx, hashes); err != nil {
		return nil, err
	}
	err := s.query(ctx, "names", nil, func(rows *sql.Rows) error {
		var h iolaus.Hash
		var text string
		if err := rows.Scan(&h, &text); err != nil {
			return err
		}
		names[h] = text
		return nil
	})
	return names, err
}

// askedAtOnce is how many hashes one INSERT carries.
const askedAtOnce = 4096

// ask puts hashes into the table that the next query joins.
func (s *Store) ask(ctx context.Context, hashes []iolaus.Hash) error {
	if _, err := s.db.ExecContext(ctx, "CREATE OR REPLACE TEMP TABLE asked (hash UBIGINT)"); err != nil {
		return fmt.Errorf("traffic store, ask: %w", err)
	}
	var b strings.Builder
	for part := range slices.Chunk(hashes, askedAtOnce) {
		b.Reset()
		b.WriteString("INSERT INTO asked VALUES ")
		for i, h := range part {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteByte('(')
			b.WriteString(strconv.FormatUint(uint64(h), 10))
			b.WriteByte(')')
		}
		if _, err := s.db.ExecContext(ctx, b.String()); err != nil {
			return fmt.Errorf("traffic store, ask: %w", err)
		}
	}
	return nil
}

// ready makes the views current and gives a statement that reads them.
func (s *Store) ready(ctx context.Context, name string, values []string) (string, error) {
	if err := s.refresh(ctx); err != nil {
		return "", err
	}
	return statement(name, values...)
}

// closeRows ends a query. What it meets is the query's error, if that has none yet.
func closeRows(rows io.Closer, name string, err *error) {
	if closeErr := rows.Close(); *err == nil && closeErr != nil {
		*err = fmt.Errorf("traffic store, %s: %w", name, closeErr)
	}
}

// query runs a statement and hands each row to scan.
func (s *Store) query(ctx context.Context, name string, values []string, scan func(*sql.Rows) error) (err error) {
	text, err := s.ready(ctx, name, values)
	if err != nil {
		return err
	}
	rows, err := s.db.QueryContext(ctx, text)
	if err != nil {
		return fmt.Errorf("traffic store, %s: %w", name, err)
	}
	defer closeRows(rows, name, &err)
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("traffic store, %s: %w", name, err)
	}
	return nil
}

// record is a row as the driver gives it, column by column.
type record struct {
	values []driver.Value
	column int
	err    error // the first column that was not of the type asked for
}

// take gives the value of the next column.
func take[T any](r *record) T {
	v, ok := r.values[r.column].(T)
	if !ok && r.err == nil {
		r.err = fmt.Errorf("traffic store: column %d is %T, want %T", r.column+1, r.values[r.column], v)
	}
	r.column++
	return v
}

func hashed(r *record) iolaus.Hash { return iolaus.Hash(take[uint64](r)) }

func integer(r *record) int64 { return take[int64](r) }

// each is query without database/sql between driver and scan, for what yields millions of
// rows: to convert their values by reflection costs more than to read them.
func (s *Store) each(ctx context.Context, name string, values []string, scan func(*record) error) error {
	text, err := s.ready(ctx, name, values)
	if err != nil {
		return err
	}
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("traffic store, %s: %w", name, err)
	}
	err = conn.Raw(func(c any) error {
		asks, ok := c.(driver.QueryerContext)
		if !ok {
			return fmt.Errorf("traffic store, %s: the driver answers no queries", name)
		}
		return eachOf(ctx, asks, name, text, scan)
	})
	return errors.Join(err, conn.Close())
}

func eachOf(ctx context.Context, conn driver.QueryerContext, name, text string, scan func(*record) error) (err error) {
	rows, err := conn.QueryContext(ctx, text, nil)
	if err != nil {
		return fmt.Errorf("traffic store, %s: %w", name, err)
	}
	defer closeRows(rows, name, &err)
	r := record{values: make([]driver.Value, len(rows.Columns()))}
	for n := 0; ; n++ {
		if n%rowsUnasked == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := rows.Next(r.values); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("traffic store, %s: %w", name, err)
		}
		r.column = 0
		if err := scan(&r); err != nil {
			return err
		}
	}
}

// rowsUnasked is how many rows are read before ctx is asked again.
const rowsUnasked = 1 << 12
