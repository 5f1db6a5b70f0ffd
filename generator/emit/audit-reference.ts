/** docs/audit.md, from what the rules say of themselves. */
import { markdownTable } from "../markdown.ts";
import { auditRules, severityMeanings } from "../schema/audit-rules.ts";

const rules = Object.entries(auditRules).map(([id, words]) => ({ id, ...words }));

/** The whole document, CommonMark. */
export function auditReference(): string {
  return [introduction, severityTable(), overview(), ...rules.map(section), limits].join("\n\n") + "\n";
}

const introduction = `<!-- Written by \`npm run generate\` from generator/schema/audit-rules.ts. -->

# Audit

\`npm run -s audit -- FILE\` reads an nginx.conf that serves Frigate, works out what nginx does in each location, and says where that
lets somebody in who should not be: what is wrong, in which line, why it matters, and what to write instead. It asks nothing and
starts nothing. A file with \`server\`, \`upstream\` or \`location\` at its top is read as a part of \`http\`.

\`\`\`console
$ npm run -s audit -- /etc/nginx/nginx.conf           # with all that it includes
$ sudo nginx -T 2>/dev/null | npm run -s audit -- -   # the same, from another machine, or on NixOS
$ npm run -s audit -- examples/plain.nix              # a NixOS configuration, with this project's module
$ npm run -s audit -- --format sarif nginx.conf       # for code scanning; also json
$ npm run -s audit -- --frigate app:5000 site.conf    # Frigate's internal port, where it cannot be guessed
\`\`\`

On NixOS the nginx.conf in use is in the store, and \`nginx -T -c\` with the path in \`systemctl cat nginx\` prints it. For the container of
Frigate itself: \`docker exec frigate /usr/local/nginx/sbin/nginx -T\`.

Frigate is known by a name with frigate or nvr (of a server, an upstream, a container, a variable), by its paths, and by its ports:
5000, 8971, 5001, 5002, 1984, 8082. An address at port 5000 is taken for Frigate unless a name says that another program is there, or
Frigate is somewhere else in the same file.

Exit status: 0 nothing found; 1 something found; 2 no verdict, or one on a part only, which is said in words: a syntax error, nothing
of Frigate's recognised, an included file that could not be read, or a place that requests go to without a question and that may be
Frigate. With \`nginx -T\`, findings name the files that nginx has read.

Paths that are protected come from [generator/schema/routes.ts](../generator/schema/routes.ts). What upstream's configuration and the
forum's overrides are found to have, and what the same configurations do under attack, is in [comparison.md](comparison.md).`;

const severityTable = (): string =>
  `## Severities\n\n${markdownTable(["severity", "what it means"], Object.entries(severityMeanings))}`;

const overview = (): string =>
  `## Rules\n\n${markdownTable(
    ["rule", "worst", "what it finds"],
    rules.map(({ id, severity, title }) => [`[\`${id}\`](#${id})`, severity, title]),
  )}`;

const section = ({ id, severity, title, about }: (typeof rules)[number]): string =>
  `### ${id}\n\n**${title}** (${severity})\n\n${about}`;

const limits = `## What cannot be seen in an nginx.conf

- **What Frigate is told in its own settings.** With \`auth.enabled: false\` Frigate's \`/auth\` lets in whoever comes, under the name that a
  trusted header says; only \`proxy.auth_secret\` keeps clients from saying it themselves.
- **Frigate's version.** \`/api/go2rtc/api\` belongs to Frigate before 0.18; from 0.18 on it shows every stream's address to every role.
- **Firewalls, and who else is on this machine**: whatever reaches port 5001 or 5000 locally is believed.
- **What a gateway, a script (njs, Lua) or another program in between does.** A location that it guards counts as guarded.
- **Expressions that JavaScript does not have**: which paths such a location matches is not known, and it is taken for none.`;
