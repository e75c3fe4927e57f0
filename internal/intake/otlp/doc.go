// Package otlp decodes OpenTelemetry traces whose spans follow the GenAI
// semantic conventions, as OTLP JSON (one ExportTraceServiceRequest a record)
// or OTLP protobuf.
//
// It reads the conventions' current attributes (gen_ai.input.messages …), the
// indexed ones of older instrumentation (gen_ai.prompt.0.content) and those of
// OpenInference (llm.input_messages.0.message.content). A protobuf message is
// rewritten as OTLP JSON and then read in the same way, so there is one reader.
// Spans that are no model call, and calls of tools, embeddings and agents, are
// passed over.
package otlp
