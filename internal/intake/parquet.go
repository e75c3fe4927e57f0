package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/valyala/fastjson"
)

// parquet rewrites each row of a Parquet file as one line of JSON, whatever the
// schema: groups become objects, lists arrays, and a text that holds a JSON
// object or array becomes that. The lines are then read as any others.
func (s *source) parquet() (err error) {
	if s.name == stdinName {
		return s.unreadable("Parquet cannot be read from standard input; give the file's name")
	}
	// a broken file makes the library panic in places
	defer func() {
		if recover() != nil {
			err = s.brokenParquet(nil)
		}
	}()
	file, err := os.Open(s.name)
	if err != nil {
		return openError(s.name, err)
	}
	defer func() { _ = file.Close() }() // only read
	info, err := file.Stat()
	if err != nil {
		return openError(s.name, err)
	}
	opened, err := parquet.OpenFile(file, info.Size())
	if err != nil {
		return s.brokenParquet(err)
	}
	if opened.NumRows() == 0 {
		return s.unreadable("empty")
	}
	s.consumed += info.Size() - min(info.Size(), int64(len(s.stream.buffer)))
	return s.rows(parquet.NewGenericReader[any](opened))
}

func (s *source) brokenParquet(err error) error {
	if s.batches > 0 {
		s.problem(s.records+1, "Parquet data is damaged; what follows is lost")
		return nil
	}
	return &SourceError{File: s.name, Reason: "broken Parquet", Err: err}
}

// parquetRows is how many rows are read at a time.
const parquetRows = 64

func (s *source) rows(r *parquet.GenericReader[any]) error {
	defer func() { _ = r.Close() }()
	var data []byte
	count := 0
	for rows := make([]any, parquetRows); ; {
		clear(rows)
		n, err := r.Read(rows)
		for _, row := range rows[:n] {
			data = append(appendAny(data, row), '\n')
			count++
		}
		if len(data) >= BatchSize || err != nil {
			if err := s.giveRows(data, count); err != nil {
				return err
			}
			data, count = s.stream.again(), 0
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return s.brokenParquet(err)
		}
	}
}

func (s *source) giveRows(data []byte, count int) error {
	if count == 0 {
		return nil
	}
	if s.format == nil {
		if s.format = s.from; s.format == nil {
			s.format, _ = sniff(data)
		}
		if s.format == nil || s.format.decode == nil {
			return s.unreadable("unknown format of Parquet rows; name it with --from if it is one of the known ones")
		}
	}
	return s.give(data, count, 0)
}

// appendAny appends a value that the Parquet library made of a column.
func appendAny(dst []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...)
	case map[string]any:
		return appendGroup(dst, v)
	case []any:
		dst = append(dst, '[')
		for i, element := range v {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendAny(dst, element)
		}
		return append(dst, ']')
	case string:
		return appendText(dst, []byte(v))
	case []byte:
		return appendText(dst, v)
	case time.Time:
		return strconv.AppendInt(dst, v.UnixMilli(), 10)
	case float64:
		return appendFloat(dst, v)
	case float32:
		return appendFloat(dst, float64(v))
	case bool:
		return strconv.AppendBool(dst, v)
	case int32, int64, uint32, uint64, int:
		return fmt.Append(dst, v)
	}
	encoded, err := json.Marshal(v)
	if err != nil {
		return append(dst, "null"...)
	}
	return append(dst, encoded...)
}

func appendGroup(dst []byte, group map[string]any) []byte {
	if list, ok := listOf(group); ok {
		return appendAny(dst, list)
	}
	keys := make([]string, 0, len(group))
	for key := range group {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	dst = append(dst, '{')
	for i, key := range keys {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendQuoted(dst, []byte(key)), ':')
		dst = appendAny(dst, group[key])
	}
	return append(dst, '}')
}

// listOf undoes Parquet's three-level lists, {"list":[{"element":…}]}, where
// the library has not.
func listOf(group map[string]any) ([]any, bool) {
	if len(group) != 1 {
		return nil, false
	}
	list, ok := group["list"].([]any)
	if !ok {
		return nil, false
	}
	elements := make([]any, len(list))
	for i, wrapped := range list {
		wrapper, ok := wrapped.(map[string]any)
		if !ok || len(wrapper) != 1 {
			return nil, false
		}
		for _, element := range wrapper {
			elements[i] = element
		}
	}
	return elements, true
}

// appendText appends a text, or the JSON object or array that it holds.
func appendText(dst, text []byte) []byte {
	trimmed := bytes.TrimSpace(text)
	if len(trimmed) > 1 && (trimmed[0] == '{' && trimmed[len(trimmed)-1] == '}' || trimmed[0] == '[' && trimmed[len(trimmed)-1] == ']') &&
		fastjson.ValidateBytes(trimmed) == nil {
		start := len(dst)
		dst = append(dst, trimmed...)
		for i := start; i < len(dst); i++ {
			if dst[i] == '\n' || dst[i] == '\r' {
				dst[i] = ' '
			}
		}
		return dst
	}
	return appendQuoted(dst, text)
}

func appendFloat(dst []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(dst, "null"...)
	}
	return strconv.AppendFloat(dst, f, 'g', -1, 64)
}

func appendQuoted(dst, text []byte) []byte {
	encoded, err := json.Marshal(string(text))
	if err != nil {
		return append(dst, `""`...)
	}
	return append(dst, encoded...)
}
