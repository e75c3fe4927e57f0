package link

import (
	"math"

	"github.com/iolaus-project/iolaus"
)

// agreement is m by kind: the chance that two accounts of one operator share a
// value. These are priors for small data, chosen from what the published cases
// describe (accounts on a few cards, behind a few networks, with one template);
// a kind that operators rotate easily has a small m.
func agreement(k iolaus.Kind) float64 {
	switch k {
	case iolaus.Payment:
		return 0.3
	case iolaus.Phone, iolaus.Email, iolaus.Device, iolaus.Key:
		return 0.2
	case iolaus.EmailShape, iolaus.CreatedHour:
		return 0.1
	case iolaus.Address, iolaus.Network, iolaus.SignupNetwork:
		return 0.2
	case iolaus.TLSClient:
		return 0.4
	case iolaus.Frame, iolaus.ToolSet:
		return 0.5
	case iolaus.Family:
		return 0.6
	case iolaus.Task, iolaus.EndUser:
		return 0.02
	case iolaus.Artefact, iolaus.Dialogue:
		return 0.1
	case iolaus.Params:
		return 0.5
	}
	return 0
}

// weigh gives log(m/u) for a value with that many independent holders among
// all, in nats; at least 0. u is the chance that another holder, drawn at
// random, has the value as well.
func weigh(k iolaus.Kind, holders, all int) float64 {
	m := agreement(k)
	if m == 0 || holders < 2 || all < 2 {
		return 0
	}
	u := float64(holders-1) / float64(all-1)
	return max(0, math.Log(m/u))
}

// ceiling is the most that a group of evidence can weigh, in nats. Content is
// copied from public places, so that strangers share a rare template more often
// than independence says; networks are shared by neighbours and phone carriers;
// accounts are created in waves. What identifies a person is not bounded.
func ceiling(g iolaus.Group) float64 {
	switch g {
	case iolaus.Content:
		return 4
	case iolaus.Networks:
		return 5
	case iolaus.Life:
		return 3
	}
	return math.Inf(1)
}

// absence is what it weighs that two accounts share nothing in a group in which
// both have something: log((1-m)/(1-u)), with m over the group's kinds together
// and u near 0.
func absence(g iolaus.Group) float64 {
	switch g {
	case iolaus.Identity, iolaus.Networks:
		return -0.5
	case iolaus.Content:
		return -1
	}
	return 0
}
