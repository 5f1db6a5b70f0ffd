# The settings behind services.nginx.recommended….
{
  cfg,
  lib,
  pkgs,
}:
let

  # what is worth compressing besides text/html
  compressible =
    let
      below = prefix: map (name: "${prefix}/${name}");
    in
    below "application" [
      "atom+xml"
      "geo+json"
      "javascript"
      "json"
      "ld+json"
      "manifest+json"
      "rdf+xml"
      "vnd.ms-fontobject"
      "wasm"
      "x-rss+xml"
      "x-web-app-manifest+json"
      "xhtml+xml"
      "xliff+xml"
      "xml"
    ]
    ++ below "font" [
      "collection"
      "otf"
      "ttf"
    ]
    ++ below "image" [
      "bmp"
      "svg+xml"
      "vnd.microsoft.icon"
    ]
    ++ below "text" [
      "cache-manifest"
      "calendar"
      "css"
      "csv"
      "javascript"
      "markdown"
      "plain"
      "vcard"
      "vnd.rim.location.xloc"
      "vtt"
      "x-component"
      "xml"
    ];
  directives = map (line: "${line};\n");
in
rec {
  optimisation = directives [
    "sendfile on"
    "tcp_nopush on"
    "tcp_nodelay on"
    "keepalive_timeout 65"
  ];
  tls = directives [
    "ssl_conf_command Groups \"X25519MLKEM768:X25519:P-256:P-384\""
    "ssl_session_timeout 1d"
    "ssl_session_cache shared:SSL:10m"
    "ssl_session_tickets off"
    "ssl_prefer_server_ciphers off"
  ];
  brotli = directives [
    "brotli on"
    "brotli_static on"
    "brotli_comp_level 5"
    "brotli_window 512k"
    "brotli_min_length 256"
    "brotli_types ${toString compressible}"
  ];
  gzip = directives [
    "gzip on"
    "gzip_static on"
    "gzip_vary on"
    "gzip_comp_level 5"
    "gzip_min_length 256"
    "gzip_proxied expired no-cache no-store private auth"
    "gzip_types ${toString compressible}"
  ];
  zstd = directives [
    "zstd on"
    "zstd_comp_level 9"
    "zstd_min_length 256"
    "zstd_static on"
    "zstd_types ${toString compressible}"
  ];

  # about the client, for the server behind
  proxyHeaders = pkgs.writeText "nginx-recommended-proxy_set_header-headers.conf" (
    lib.concatStrings (
      directives (
        map (header: "proxy_set_header ${header}") [
          "Host $host"
          "X-Real-IP $remote_addr"
          "X-Forwarded-For $proxy_add_x_forwarded_for"
          "X-Forwarded-Proto $scheme"
          "X-Forwarded-Host $host"
          "X-Forwarded-Server $hostname"
        ]
      )
    )
  );
  includeProxyHeaders = directives [ "include ${proxyHeaders}" ];
  includeUwsgiParams = directives [ "include ${cfg.package}/conf/uwsgi_params" ];

  proxy =
    directives [
      "proxy_redirect off"
      "proxy_connect_timeout ${cfg.proxyTimeout}"
      "proxy_send_timeout ${cfg.proxyTimeout}"
      "proxy_read_timeout ${cfg.proxyTimeout}"
      "proxy_http_version 1.1"
      "proxy_set_header \"Connection\" \"\""
    ]
    ++ includeProxyHeaders;
  uwsgi =
    directives [
      "uwsgi_connect_timeout ${cfg.uwsgiTimeout}"
      "uwsgi_send_timeout ${cfg.uwsgiTimeout}"
      "uwsgi_read_timeout ${cfg.uwsgiTimeout}"
      "uwsgi_param HTTP_CONNECTION \"\""
    ]
    ++ includeUwsgiParams;

  # what a FastCGI server is told when a location names any parameter
  fastcgiParams = {
    CONTENT_LENGTH = "$content_length";
    CONTENT_TYPE = "$content_type";
    DOCUMENT_ROOT = "$document_root";
    DOCUMENT_URI = "$document_uri";
    GATEWAY_INTERFACE = "CGI/1.1";
    HTTPS = "$https if_not_empty";
    QUERY_STRING = "$query_string";
    REDIRECT_STATUS = "200";
    REMOTE_ADDR = "$remote_addr";
    REMOTE_PORT = "$remote_port";
    REQUEST_METHOD = "$request_method";
    REQUEST_SCHEME = "$scheme";
    REQUEST_URI = "$request_uri";
    SCRIPT_FILENAME = "$document_root$fastcgi_script_name";
    SCRIPT_NAME = "$fastcgi_script_name";
    SERVER_ADDR = "$server_addr";
    SERVER_NAME = "$server_name";
    SERVER_PORT = "$server_port";
    SERVER_PROTOCOL = "$server_protocol";
    SERVER_SOFTWARE = "nginx/$nginx_version";
  };
}
