import { WireError } from "@partyline/shared/protocol/errors";
import type { Result } from "@partyline/shared/protocol/methods";
import { type Hub, inTurn, orUnavailable } from "../hub.ts";
import type { Acts, Session, StoredAct } from "../ports.ts";
import { toldAct, undoing } from "./acts.ts";
import { mayKnow } from "./audit.ts";
import { cannotUndo, reversals } from "./reversals.ts";

/** Undoes an act; what that takes is an act too, which names the one it undid. */
export async function undo(
	hub: Hub,
	session: Session,
	{ act: number }: { readonly act: number },
): Promise<Result<"undo">> {
	return await inTurn(hub, `undo ${number}`, async () => {
		const act = await orUnavailable(hub.acts.get(number));
		if (act === undefined || !mayKnow(hub, session, act))
			throw new WireError("no_such_act", { message: `There is no act ${number}.` });
		if (act.undoneBy !== undefined)
			throw cannotUndo(`Act ${number} is undone already, by act ${act.undoneBy}.`);
		const reversal = reversals[act.what];
		if (typeof reversal === "string") throw cannotUndo(reversal);
		if (act.undo === undefined) throw cannotUndo("It was not noted how it was before.");
		const before = undoing.parse(JSON.parse(act.undo));
		const noted: StoredAct[] = [];
		await reversal(notingUndo(hub, number, noted), session, { act, before });
		const [done] = noted;
		if (done === undefined) throw cannotUndo("Nothing of it is left to undo.");
		return { act: toldAct(hub, done) };
	});
}

/** The same hub, where what is done is noted as undoing an act. */
function notingUndo(hub: Hub, undoes: number, noted: StoredAct[]): Hub {
	const append: Acts["append"] = async (act) => {
		const stored = await hub.acts.append({ ...act, undoes });
		noted.push(stored);
		return stored;
	};
	return { ...hub, acts: { ...hub.acts, append } };
}
