// Package iolaus is the vocabulary of Iolaus: the records that come in
// (exchanges, accounts), what is kept of them (signatures, sightings), and
// what is concluded (links, rings, campaigns, the report).
//
// It holds types and their names only. It reads no file, opens no connection
// and imports nothing but the standard library, so every stage under internal/
// can speak this language without knowing any other stage.
package iolaus
