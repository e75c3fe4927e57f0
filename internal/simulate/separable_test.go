package simulate_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/iolaus-project/iolaus/internal/simulate"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
)

// sample is the words of a task.
type sample []string

// TestNoTellInTheText asks whether a bag of words tells a campaign's tasks from
// honest ones on the same topics. If it could, a detector might learn the
// generator. Tasks are taken as the longest paragraph of the first turn.
func TestNoTellInTheText(t *testing.T) {
	dir := t.TempDir()
	makeWorld(t, writeScenario(t, `
days: 2
release: 12h
populations:
  - {kind: releaseday, accounts: 1500, rate: 4}
  - {kind: api, accounts: 1500, rate: 3}
campaigns:
  - {name: drizzle, shape: trickle, accounts: 400, rate: 4}
`), simulate.Options{Out: dir, Seed: 9})
	accounts := readTruth(t, dir, "truth_accounts.csv")
	rows := readTruth(t, dir, "truth_exchanges.csv")
	topicOf := topicFinder()
	byTopic := map[int][2][]sample{}
	seen := map[string]bool{}
	heard := map[[2]any]bool{} // one task per honest account and topic: people have words of their own
	eachExchange(t, dir, func(x *exchange, _ []byte) {
		population := accounts[x.Account][1]
		hostile := rows[x.ID] != nil && rows[x.ID][2] == "1" && rows[x.ID][1] == "drizzle"
		if !hostile && population != "releaseday" && population != "api" {
			return
		}
		text, ok := problem(x)
		if !ok || seen[text] {
			return // public problems that many try would be learned by heart
		}
		seen[text] = true
		words := strings.Fields(strings.ToLower(text))
		if topic, ok := topicOf(words); ok {
			if key := [2]any{x.Account, topic}; !hostile && heard[key] {
				return
			} else if !hostile {
				heard[key] = true
			}
			pair, side := byTopic[topic], 0
			if hostile {
				side = 1
			}
			pair[side] = append(pair[side], words)
			byTopic[topic] = pair
		}
	})
	var training, judged [2][]sample // as many of either side from every topic
	for topic := range 100 {
		pair := byTopic[topic]
		n := min(len(pair[0]), len(pair[1]))
		for side, samples := range pair {
			training[side] = append(training[side], samples[:n/2]...)
			judged[side] = append(judged[side], samples[n/2:n]...)
		}
	}
	right, total := naiveBayes(training, judged)
	if total < 200 {
		t.Fatalf("only %d tasks to judge", total)
	}
	accuracy := float64(right) / float64(total)
	t.Logf("accuracy %.3f over %d tasks", accuracy, total)
	if accuracy > 0.60 {
		t.Errorf("bag of words tells campaign tasks with accuracy %.3f, chance is 0.5", accuracy)
	}
}

// problem gives the longest paragraph of a lone first turn if it reads like a
// problem: it must hold the number words that the genre's frames carry.
func problem(x *exchange) (string, bool) {
	var text string
	if len(x.Request.Messages) != 1 || json.Unmarshal(x.Request.Messages[0].Content, &text) != nil {
		return "", false
	}
	longest := ""
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if len(paragraph) > len(longest) {
			longest = paragraph
		}
	}
	for _, mark := range []string{"The ratio of", "doubles each day", "Suppose that x", "needs exactly", "one third are", "loses a fifth", "gives away"} {
		if strings.Contains(longest, mark) {
			return longest, true
		}
	}
	return "", false
}

// topicFinder names the topic that most of a text's nouns belong to.
func topicFinder() func(words []string) (int, bool) {
	book := prose.NewBook()
	topics := map[string][]int{}
	for topic := range book.Topics() {
		for _, noun := range book.Vocabulary(topic) {
			topics[noun] = append(topics[noun], topic)
		}
	}
	return func(words []string) (int, bool) {
		votes := map[int]int{}
		for _, word := range words {
			for _, topic := range topics[strings.Trim(word, ".,?")] {
				votes[topic]++
			}
		}
		best, most, second := 0, 0, 0
		for topic := range book.Topics() {
			if votes[topic] > most {
				best, most, second = topic, votes[topic], most
			} else {
				second = max(second, votes[topic])
			}
		}
		return best, most >= 3 && most > second
	}
}

// naiveBayes learns from training and judges the rest; side 1 is hostile.
func naiveBayes(training, judged [2][]sample) (right, total int) {
	counts := [2]map[string]float64{{}, {}}
	sums := [2]float64{}
	for side, samples := range training {
		for _, s := range samples {
			for _, word := range s {
				counts[side][word]++
				sums[side]++
			}
		}
	}
	for side, samples := range judged {
		for _, s := range samples {
			score := 0.0
			for _, word := range s {
				score += math.Log((counts[1][word]+1)/(sums[1]+2000)) - math.Log((counts[0][word]+1)/(sums[0]+2000))
			}
			if (score > 0) == (side == 1) {
				right++
			}
			total++
		}
	}
	return right, total
}
