package prose

import (
	"fmt"
	"strings"

	"github.com/iolaus-project/iolaus/internal/simulate/chance"
)

// tools that agents offer: name, what it does, its parameter.
var tools = [][3]string{
	{"read_file", "Read a file of the workspace", "path"},
	{"write_file", "Write a file of the workspace", "path"},
	{"apply_patch", "Apply a unified diff", "patch"},
	{"run_shell", "Run a command in a sandboxed shell", "command"},
	{"search_code", "Search the repository by regular expression", "pattern"},
	{"list_files", "List files below a folder", "folder"},
	{"run_tests", "Run the project's test suite", "filter"},
	{"git_diff", "Show uncommitted changes", "revision"},
	{"web_search", "Search the web", "query"},
	{"fetch_page", "Fetch a page as text", "url"},
	{"sql_query", "Run a read-only SQL query", "statement"},
	{"python", "Execute Python and return its output", "source"},
	{"screenshot", "Take a screenshot of the desktop", "region"},
	{"click", "Click at a position of the screen", "position"},
	{"type_text", "Type text into the focused field", "text"},
	{"calendar_add", "Add an event to the calendar", "event"},
	{"send_mail", "Send an e-mail", "message"},
	{"get_weather", "Current weather of a place", "place"},
}

// ToolSet is a list of tools, as JSON, with the names that calls use.
type ToolSet struct {
	JSON  string
	Names []string
}

// ToolSet makes the tool set that key names: count tools, worded its own way.
func (b *Book) ToolSet(key uint64, count int) ToolSet {
	s := chance.New(key)
	start, step := s.Intn(len(tools)), []int{1, 5, 7, 11}[s.Intn(4)]
	style := s.Intn(3)
	var set ToolSet
	var json strings.Builder
	for i := range count {
		tool := tools[(start+i*step)%len(tools)]
		name := tool[0]
		switch style {
		case 1:
			name = strings.ReplaceAll(name, "_", "-")
		case 2:
			name = "ws_" + name
		}
		set.Names = append(set.Names, name)
		if i > 0 {
			json.WriteByte(',')
		}
		fmt.Fprintf(&json, `{"name":%q,"description":%q,"input_schema":{"properties":{%q:{"type":"string"}}}}`, name, tool[1], tool[2])
	}
	set.JSON = json.String()
	return set
}
