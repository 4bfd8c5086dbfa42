// Vietnamese needs 2 on a letter, voweled Arabic 3, a long Sanskrit conjunct 4, an emoji of four
// people 3. More than 8 only paints over the lines above and below ("Zalgo"), or hides 16 KiB in a cell.
const markLimit = 8;

// What a cluster may have any number of: marks and joiners.
const anyMark = /[\p{M}\u200C\u200D]/gu;

// What has a place of its own on the screen. Without this an invisible character would begin a new
// cluster, whose marks still land on the letter before.
const anyBase = /[^\p{M}\p{Cf}\p{DI}]/u;

// Made where the first text needs it: the first of a process costs 10 ms.
let clusters: Intl.Segmenter | undefined;

/** Cuts the combining marks and joiners of each grapheme cluster to the first 8. */
export function cutMarks(text: string): string {
	// Most text has so few marks in all that no cluster needs a look.
	if ((text.match(anyMark)?.length ?? 0) <= markLimit) return text;
	let kept = "";
	let marks = 0;
	const keepMark = (mark: string) => {
		marks += 1;
		return marks <= markLimit ? mark : "";
	};
	clusters ??= new Intl.Segmenter("en", { granularity: "grapheme" });
	for (const { segment } of clusters.segment(text)) {
		if (anyBase.test(segment)) marks = 0;
		kept += segment.replaceAll(anyMark, keepMark);
	}
	return kept;
}
