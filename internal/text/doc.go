// Package text turns prompts into tokens: 64-bit hashes of normalised words
// and characters, with numbers and addresses masked and quoted spans marked.
// Signatures and capability scores both read these tokens, so a text is walked
// once. The tokens keep nothing of the text but its hashes.
//
// Words are runs of letters and digits, lower-cased, for scripts that put
// spaces between them (Hangul included); Han, Kana, Thai, Lao, Khmer and
// Burmese give one token a character. Accents typed as separate marks are dropped;
// styled letters and, in words that mix scripts, letters that pass for Latin ones
// count as what they look like. Undisguise undoes spellings that would cost more
// to see through at every word.
package text
