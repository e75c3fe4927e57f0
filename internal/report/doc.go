// Package report writes what a scan found: for programs as JSON, JSON Lines and
// CSV, for people as a table in the terminal, as an explanation of one campaign
// or account, and as a page of HTML that needs nothing from elsewhere. It also
// reads the JSON back and draws the progress of a scan.
//
// It takes an iolaus.Report and gives bytes, the same bytes for the same
// report. It concludes nothing: what it shows as observed or inferred was so
// marked by the stages before it.
//
// Names in a report come from the traffic and so from whoever is accused in it.
// Everything meant for a terminal or a browser is stripped of control and
// direction characters, everything meant for a spreadsheet is kept from being
// read as a formula.
package report
