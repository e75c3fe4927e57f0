// Package chat reads the bodies of the public chat APIs into an exchange:
// Anthropic Messages, OpenAI Chat Completions and Responses, and Amazon's
// Converse. The log formats that carry such bodies share it.
//
// It takes parsed bodies and fills a record.Builder. The APIs' keys do not
// collide, so one reader serves all of them and need not be told which it has.
// Of a response it keeps the stop reason, the token counts and the reasoning
// artefacts, never the text.
package chat
