/** What the doubles of Frigate say, both the cheap one and the costly one. */
import { bodies } from "./loads.ts";

/** Who asks, as the gateway says it and as Frigate says it. */
export const person = { user: "alice", group: "frigate_admins", role: "admin" } as const;

/** A path that is not counted, and that is answered when the requests before are through. */
export const uncounted = "/uncounted";

export const authHeaders = { "Remote-User": person.user, "Remote-Role": person.role } as const;

export const answers = {
  thumbnail: { type: "image/jpeg", file: "thumbnail.jpg", text: bodies.thumbnail.text },
  events: { type: "application/json", file: "events.json", text: bodies.json.text },
} as const;
