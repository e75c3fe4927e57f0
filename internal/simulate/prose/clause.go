package prose

import (
	"strconv"
	"strings"
)

// syntax is how a language builds a clause from a topic's words. With it most
// sentences are put together word by word, so that unrelated texts share no
// long phrases, as they do not in life.
type syntax struct {
	determiners, prepositions, modals, adverbs, tails []string
	openers, questions                                []string // of statements and of questions
	stop, ask, space                                  string
	nounFirst, verbLast                               bool
}

func list(text string) []string { return strings.Split(text, ",") }

var syntaxes = [languageCount]syntax{
	English: {
		determiners:  list("the,the,the,our,my,this,that,every,another,some,their,one,his,her,each,any"),
		prepositions: list("of,near,inside,behind,without,before,after,from,under,beside,for,with,next to,against,above"),
		modals:       list("may,can,should,must,will,cannot,did not,might,could,would,never had to,used to,has to,wanted to,failed to,began to,does not,refused to,tends to,is able to"),
		adverbs:      list("slowly,often,rarely,quietly,first,also,suddenly,safely,hardly,gradually,always,partly,merely,finally,soon,barely"),
		tails:        list("in $c,on $w,since last year,for $k weeks,at night,within a month,this spring,without warning,as $p expected,by hand,in $k steps,after $w,more than before,where possible,for $p,near $c,$k times a day"),
		openers:      list(",,,,,because ,although ,meanwhile ,if I understood correctly ,in short ,according to $p ,apparently ,after $w ,in $c ,at first ,then ,later on ,on $w ,to be fair ,as far as I know ,for $k days ,strangely ,$p noticed that ,we saw that ,it seems that ,last year "),
		questions:    list("why ,how come ,do you think that ,is it true that ,what if ,how can it be that ,could you check whether ,since when is it that ,who said that ,where is it written that ,can you tell me if ,I wonder whether "),
		stop:         ".", ask: "?", space: " ",
	},
	Chinese: {
		determiners:  list(",,,这个,那个,我们的,每个,某个,他的,另一个,所有"),
		prepositions: list("旁边的,里面的,以前的,以后的,有关的,之外的,对应的"),
		modals:       list("可以,应该,不能,必须,也许会,开始,从不,经常,可能,打算,没有,一直在"),
		adverbs:      list("慢慢,偶尔,首先,也,突然,几乎,终于,重新,仔细"),
		tails:        list("在$c,整整$k天,去年以来,晚上,一个月之内,一共$k次,为了$p,而且很快,按照计划"),
		openers:      list(",,,,因为,虽然,据说,后来,其实,如果,听$p说,总的来说,起初,在$c,去年"),
		questions:    list("为什么,是不是,能否说明,有没有可能,怎样才能让,谁说过,什么时候,我想知道"),
		stop:         "。", ask: "？",
	},
	Spanish: {
		determiners:  list("el,el,un,mi,este,cada,otro,nuestro,su,algún"),
		prepositions: list("de,sin,con,para,cerca de,antes de,según,contra,sobre"),
		modals:       list("puede,debe,suele,va a,quiere,no puede,tiene que,podría,acaba de,empezó a"),
		adverbs:      list("casi,también,apenas,siempre,nunca más,pronto"),
		tails:        list("en $c,durante $k días,por la noche,sin aviso,con $p,desde ayer,$k veces,poco a poco"),
		openers:      list(",,,porque ,aunque ,después ,según $p ,al final ,en $c ,creo que ,hace $k años "),
		questions:    list("¿por qué ,¿cuándo ,¿es cierto que ,¿crees que ,¿cómo ,¿dónde "),
		stop:         ".", ask: "?", space: " ", nounFirst: true,
	},
	German: {
		determiners:  list("das,ein,mein,jedes,dieses,unser,kein,irgendein,sein"),
		prepositions: list("ohne,mit,für,neben,aus,vor,nach,gegen,unter"),
		modals:       list("kann,muss,soll,wird,darf nicht,möchte,konnte,sollte,wollte nie"),
		adverbs:      list("oft,kaum,auch,langsam,zuerst,endlich,fast immer,wieder"),
		tails:        list("in $c,seit $k Tagen,am Abend,ohne Warnung,mit $p,bis morgen,$k Mal,von Hand"),
		openers:      list(",,,außerdem ,laut $p ,später ,in $c ,angeblich ,im Grunde ,gestern ,leider "),
		questions:    list("warum ,stimmt es, dass ,wann ,weißt du, ob ,wieso ,wie "),
		stop:         ".", ask: "?", space: " ", verbLast: true,
	},
	Japanese: {
		determiners:  list(",,この,その,私の,ある,別の,すべての"),
		prepositions: list("の近くの,の中の,のための,に関する,以外の,と同じ"),
		modals:       list("は,が,も,だけは,とは"),
		adverbs:      list("ゆっくり,時々,まず,急に,ほとんど,やっと,もう一度"),
		tails:        list("$cで,$k日間,昨年から,夜に,$pと,$k回,できるだけ"),
		openers:      list(",,,しかし,実は,その後,$pによると,最近,例えば,最初は"),
		questions:    list("なぜ,いつ,どうすれば,本当に,もしかして,誰が"),
		stop:         "。", ask: "か。", verbLast: true,
	},
}

// compose appends a sentence built word by word.
func (sp *speaker) compose(dst []byte, question bool) []byte {
	start, syn := len(dst), sp.syntax
	if question {
		dst = sp.expand(dst, sp.pick(syn.questions))
	} else {
		dst = sp.expand(dst, sp.pick(syn.openers))
	}
	dst = sp.clause(dst)
	if question {
		dst = append(dst, syn.ask...)
	} else {
		dst = append(dst, syn.stop...)
	}
	capitalise(dst[start:])
	return dst
}

func (sp *speaker) clause(dst []byte) []byte {
	syn, r := sp.syntax, sp.rand.Uint64()
	dst = sp.phrase(dst)
	dst = append(append(append(dst, syn.space...), sp.pick(syn.modals)...), syn.space...)
	if r&3 == 0 {
		dst = append(append(dst, sp.pick(syn.adverbs)...), syn.space...)
	}
	if syn.verbLast {
		dst = append(sp.phrase(dst), syn.space...)
		if syn.space == "" {
			dst = append(dst, "を"...)
		}
		dst = append(dst, sp.pick(sp.verbs)...)
	} else {
		dst = append(append(dst, sp.pick(sp.verbs)...), syn.space...)
		dst = sp.phrase(dst)
	}
	if r>>2&3 == 0 && !syn.verbLast {
		dst = sp.expand(append(dst, syn.space...), sp.pick(syn.tails))
	}
	return dst
}

// phrase appends a noun with what belongs to it.
func (sp *speaker) phrase(dst []byte) []byte {
	syn, r := sp.syntax, sp.rand.Uint64()
	determiner := sp.pick(syn.determiners)
	dst = append(dst, determiner...)
	if determiner != "" {
		dst = append(dst, syn.space...)
	}
	if !syn.nounFirst && r&7 < 4 {
		dst = append(append(dst, sp.pick(sp.adjectives)...), syn.space...)
		if syn.space == "" && sp.syntax == &syntaxes[Chinese] {
			dst = append(dst, "的"...)
		}
	}
	related := r>>3&7 < 2
	if related && syn.space == "" { // the modifier stands before the noun
		dst = append(append(dst, sp.nouns[sp.noun()]...), sp.pick(syn.prepositions)...)
	}
	dst = append(dst, sp.nouns[sp.noun()]...)
	if syn.nounFirst && r&7 < 4 {
		dst = append(append(dst, ' '), sp.pick(sp.adjectives)...)
	}
	if related && syn.space != "" {
		dst = append(append(append(dst, ' '), sp.pick(syn.prepositions)...), ' ')
		dst = append(append(dst, syn.determiners[0]...), ' ')
		dst = append(dst, sp.nouns[sp.noun()]...)
	}
	return dst
}

// expand appends text with $c, $w, $p and $k filled in.
func (sp *speaker) expand(dst []byte, text string) []byte {
	for {
		at := strings.IndexByte(text, '$')
		if at < 0 {
			return append(dst, text...)
		}
		dst = append(dst, text[:at]...)
		if text[at+1] == 'k' {
			dst = strconv.AppendInt(dst, int64(sp.rand.Between(2, 12)), 10)
		} else {
			dst = sp.fill(dst, text[at+1])
		}
		text = text[at+2:]
	}
}

func capitalise(text []byte) {
	if c := text[0]; c >= 'a' && c <= 'z' {
		text[0] = c - 'a' + 'A'
	}
}
