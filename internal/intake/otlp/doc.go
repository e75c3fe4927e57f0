// Package otlp decodes OpenTelemetry traces whose spans follow the GenAI
// semantic conventions, as OTLP JSON (one ExportTraceServiceRequest a record)
// or OTLP protobuf.
//
// It reads the conventions' current attributes (gen_ai.input.messages …), the
// indexed ones of older instrumentation (gen_ai.prompt.0.content) and those of
// OpenInference (llm.input_messages.0.message.content). Protobuf is unmarshalled
// by go.opentelemetry.io/collector/pdata, which sets no bound to nesting and so
// is given no message whose fields lie more than 200 levels within each other;
// JSON is read with fastjson. From the attributes on there is one reader for
// both. Spans that are no model call, and calls of tools, embeddings and agents,
// are passed over.
package otlp
