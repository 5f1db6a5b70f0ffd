/** Small configurations that are open, or right, or that nothing can be said about, as people write them. */

const tls = "listen 443 ssl; absolute_redirect off;";
const site = (lines: string, name = "frigate.example.com"): string =>
  `http { server { ${tls} server_name ${name}; ${lines} } }`;
const to = (url: string, path = "/"): string => `location ${path} { proxy_pass ${url}; }`;

/** A question to a gateway that hides nothing, and what is behind it. */
const gateway = `location = /gateway {
  internal; proxy_pass http://192.168.1.30:4180/oauth2/auth; proxy_pass_request_headers off;
  proxy_pass_request_body off; proxy_set_header Content-Length ""; proxy_set_header Host frigate.example.com;
  proxy_set_header Cookie $http_cookie; }`;
const asked = (url: string, path = "/"): string =>
  `location ${path} { auth_request /gateway; proxy_pass ${url}; }`;

const manager = (lines: string): string => `server {
  set $forward_scheme http; set $server "192.168.1.20"; set $port 5000;
  ${tls} server_name nvr.example.com; ${lines} }`;

/** The internal port, and nobody is asked. */
export const open: Readonly<Record<string, string>> = {
  "an address": site(to("http://192.168.1.20:5000")),
  "an address, in a server without a name": `http { server { ${tls} ${to("http://192.168.1.20:5000/")} } }`,
  "this machine, under another name": site(to("http://127.0.0.1:5000"), "home.example.com"),
  "an IPv6 address": site(to("http://[fd00::20]:5000"), "cams.example.com"),
  "the name of a machine": site(to("http://server.lan:5000"), "home.example.com"),
  "Frigate's container": site(to("http://frigate:5000"), "home.example.com"),
  "a container that is called nvr": site(to("http://nvr:5000"), "home.example.com"),
  "a container of any name, by the server's": site(to("http://recorder:5000"), "nvr.example.com"),
  "an upstream": `http { upstream backend { server 192.168.1.20:5000; keepalive 8; } server { ${tls} server_name a; ${to("http://backend")} } }`,
  "a variable": site(`set $upstream_frigate 192.168.1.20; ${to("http://$upstream_frigate:5000")}`, "a"),
  "a variable for the whole address": site(`set $target http://frigate:5000; ${to("$target")}`, "a"),
  "a map": `http { map $host $to { default 192.168.1.20:5000; } server { ${tls} server_name a; ${to("http://$to")} } }`,
  "Nginx Proxy Manager": manager(`location / { proxy_pass $forward_scheme://$server:$port; }`),
  "Nginx Proxy Manager, with its path": manager(
    `location / { proxy_pass $forward_scheme://$server:$port$request_uri; }`,
  ),
  "Nginx Proxy Manager, with its includes": manager(
    `include conf.d/include/force-ssl.conf; location / { include conf.d/include/proxy.conf; }`,
  ),
  "a site of its own": `server { ${tls} server_name home.example.com; ${to("http://192.168.1.20:5000")} }`,
  "a site with an upstream": `upstream frigate { server 10.0.0.5:5000; } server { ${tls} ${to("http://frigate")} }`,
  "locations of their own": to("http://192.168.1.20:5000"),
  "a server of stream": `events { } stream { server { listen 5000; proxy_pass 192.168.1.20:5000; } }`,
  "an upstream of stream": `stream { upstream f { server frigate:5000; } server { listen 80; proxy_pass f; } }`,
  "a map of stream": `stream { map $ssl_preread_server_name $to { default 192.168.1.20:5000; } server { listen 443; proxy_pass $to; } }`,
  "the API, beside pages that are asked about": site(
    `${gateway} ${asked("http://192.168.1.20:5000")} ${to("http://192.168.1.20:5000", "~ ^/api")}`,
  ),
  "pictures, beside pages that are asked about": site(
    `${gateway} ${asked("http://frigate:5000")} ${to("http://frigate:5000", "~* \\.(jpg|png)$")}`,
  ),
  "a second host, beside one that asks": `http {
    server { ${tls} server_name frigate.example.com; ${gateway} ${asked("http://192.168.1.20:5000")} }
    server { listen 8080; server_name tablet.example.com; ${to("http://192.168.1.20:5000")} } }`,
  "a storage with Frigate in a container": site(to("http://nas:5000"), "cam.example.com"),
  "a page for a status": site(
    `location / { error_page 418 = @f; return 418; } location @f { proxy_pass http://192.168.1.20:5000; }`,
  ),
  "a password that no address needs": site(
    `satisfy any; allow all; auth_basic house; ${to("http://192.168.1.20:5000")}`,
  ),
  "a server of this nginx in between": `http {
    server { listen 127.0.0.1:8080; server_name inner; ${to("http://frigate:5000")} }
    server { ${tls} server_name home.example.com; ${to("http://127.0.0.1:8080")} } }`,
  "a second host to the port of Frigate's settings": `http {
    server { listen 127.0.0.1:5050; server_name 127.0.0.1 localhost; ${to("http://127.0.0.1:5001/", "/api/")} }
    server { ${tls} server_name home.example.com; ${to("http://localhost:5050")} } }`,
};

/** A gateway, and a way past it to the port where Frigate may ask. */
export const past: Readonly<Record<string, string>> = Object.fromEntries(
  (
    [
      ["http://frigate:8971", "~ ^/api"],
      ["http://192.168.1.20:8971", "/live/"],
      ["https://frigate:8971", "~* \\.(jpg|png|webp)$"],
      ["https://192.168.1.20:8971", "/api/"],
      ["http://frigate:80", "/ws"],
    ] as const
  ).map(([url, path]) => [`${url} ${path}`, site(`${gateway} ${asked(url)} ${to(url, path)}`)]),
);

/** Nothing is wrong with these. */
export const right: Readonly<Record<string, string>> = {
  "Frigate's own sign-in": site(to("https://192.168.1.20:8971")),
  "Frigate's own sign-in, by a container": site(to("http://frigate:8971"), "home.example.com"),
  "Frigate's own sign-in, at a site of its own": `server { ${tls} server_name a; ${to("https://10.0.0.5:8971")} }`,
  "Frigate's own sign-in, in stream": `stream { server { listen 8971; proxy_pass 192.168.1.20:8971; } }`,
  "a gateway before the internal port": site(`${gateway} ${asked("http://192.168.1.20:5000")}`),
  "a gateway before Frigate's port for people": site(`${gateway} ${asked("http://frigate:8971")}`),
  "a gateway, and scripts without it": site(
    `${gateway} ${asked("http://frigate:5000")} ${to("http://frigate:5000", "/assets/")}`,
  ),
  "a password before the internal port": site(`auth_basic house; ${to("http://192.168.1.20:5000")}`),
  "a client's certificate": site(`ssl_verify_client on; ${to("http://192.168.1.20:5000")}`),
  "the internal port for this machine": site(
    `location / { allow 127.0.0.1; deny all; proxy_pass http://192.168.1.20:5000; }`,
  ),
  "a registry beside Frigate": `http {
    server { ${tls} server_name frigate.example.com; ${to("https://192.168.1.20:8971")} }
    server { ${tls} server_name registry.example.com; ${to("http://127.0.0.1:5000")} } }`,
};

/** Nothing of Frigate's is there, or nothing says so. */
export const others: Readonly<Record<string, string>> = {
  "a registry": site(to("http://127.0.0.1:5000", "/v2/"), "hub.example.com"),
  "a registry by its name": site(to("http://192.168.1.20:5000"), "registry.example.com"),
  "a registry's container": site(to("http://registry:5000"), "home.example.com"),
  "a server of this file at that port": `http {
    server { listen 5000; ${to("http://10.0.0.9:3000")} }
    server { ${tls} server_name home.example.com; ${to("http://localhost:5000")} } }`,
  "a disk station": site(to("http://192.168.1.9:5000"), "nas.example.com"),
  "a container of any name": site(to("http://app:5000"), "app.example.com"),
  "another program": site(to("http://192.168.1.20:8096"), "films.example.com"),
};

/** Frigate is there, and it cannot be said whether somebody is asked. */
export const unclear: Readonly<Record<string, string>> = {
  "a port that says nothing": site(to("http://192.168.1.20:8080")),
  "a socket": site(to("http://unix:/run/frigate.sock")),
  "a container without a port": site(to("http://frigate"), "home.example.com"),
  "a variable that nothing sets": site(to("http://$backend")),
  "that port of another machine": `http {
    server { ${tls} server_name frigate.example.com; ${to("https://192.168.1.20:8971")} }
    server { ${tls} server_name files.example.com; ${to("http://192.168.1.9:5000")} } }`,
};
