import type { RoomName } from "@partyline/shared/protocol/ids";
import { placeOf, type ServerId } from "../state/place.ts";
import { type State, serverIn } from "../state/state.ts";
import { keepChoices } from "./choices.ts";
import type { Desk } from "./desk.ts";
import { noteDraft } from "./drafts.ts";

/** Keeps on disk under its new name what was kept of a room that was renamed. `before` is how the state was. */
export function keepRenamed(
	desk: Desk,
	before: State,
	{ server, from }: { readonly server: ServerId; readonly from: RoomName },
): void {
	const client = desk.client(placeOf(server, from));
	try {
		const { choices } = serverIn(desk.state(), server);
		keepChoices(client, serverIn(before, server).choices, choices);
		// Under the new name it is written down as every draft is.
		noteDraft(client, from, "");
	} catch (error) {
		desk.problem(error);
	}
}
