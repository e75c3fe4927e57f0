// Package results makes the worlds that published figures come from, has them
// scanned and writes the figures as Markdown: what is found, what is not, what
// other methods find in the same worlds, and what it costs an operator to hide.
//
// It takes seeds and a folder for worlds that come and go, and gives tables. It
// publishes from reporting seeds alone, whatever comes of it: a world on which
// the method fails stays in its table.
package results
