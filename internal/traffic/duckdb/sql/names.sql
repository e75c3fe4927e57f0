SELECT hash, min(text) FROM name SEMI JOIN asked USING (hash) GROUP BY hash
