# Written by `npm run generate` from generator/schema; change it there.
#
# Maps at http level that hold nothing of a user's configuration.
{ common, lib }:
''
  # Only JSON is remembered; FastAPI names that type without parameters.
  map $sent_http_content_type $frigate_no_cache {
    application/json 0;
    default 1;
  }
  # The URI, safe for a header: $uri is decoded, and a %0a would end the line. \z, as $ matches before a last line
  # break.
  map $uri $frigate_original_uri {
    "~^/(?!/)[A-Za-z0-9_/.~!&'()*+,:=@-]*\z" $uri$is_args$args;
    default $frigate_raw_uri;
  }
  # Frigate does not look behind dot segments, and shows /clips/../ to nobody (frigate/api/media_auth.py). It is
  # the default, as nginx takes that when an expression fails.
  map $request_uri $frigate_raw_uri {
    "~*^[^?]*(?:/|%2f)(?:(?:\.|%2e){1,2}(?:/|%2f|\?|#|\z)|/|%2f)" /clips/../;
    "~." $request_uri;
    default /clips/../;
  }
  # The cookie that /auth renews, unless Frigate sets one itself: after a new password, or to sign out.
  map $upstream_http_set_cookie $frigate_renewed_cookie {
    "" $frigate_cookie;
    default "";
  }
  # An answer that sets a cookie is for nobody's cache.
  map $frigate_renewed_cookie $frigate_cookie_cache_control {
    "" "";
    default no-store;
  }
  # Of other answers, browsers may keep some, and shared caches none.
  map $frigate_renewed_cookie $frigate_private_cache_control {
    "" private;
    default no-store;
  }
  map $frigate_renewed_cookie $frigate_private_time {
    "" 7d;
    default off;
  }
  # Host of the page that a browser asks from. A page without a host, such as a local file, is none of Frigate's.
  map $http_origin $frigate_page {
    "" "";
    "~*^https?://(?<frigate_page_host>[a-z0-9._-]+|\[[0-9a-f:.]+])(?::[0-9]+)?\z" $frigate_page_host;
    default -;
  }
  # Whether that page is another site's. Ports do not count, as proxies change them.
  map "$frigate_page $host" $frigate_foreign_page {
    "~^ " 0;
    "~*^(\S+) \1\z" 0;
    default $frigate_unknown_page;
  }
  # Whether a request comes by way of another site: by its page, or by a name of its own for this address.
  map $frigate_foreign_page$frigate_unknown_host $frigate_foreign {
    00 0;
    default 1;
  }
''
+ lib.optionalString common.trustsProxy ''
  # A comma: nginx joins two headers of one name, of which one may be the client's.
  map $frigate_proxy_user $frigate_person {
    "" frigate-identity/stranger;
    "~^\s+\z" frigate-identity/stranger;
    "~," frigate-identity/stranger;
    default frigate-identity/known;
  }
''
+ lib.optionalString common.judgesCameras ''
  # Frigate is asked about files and streams of single cameras, and about nothing else.
  map $http_x_frigate_judged $frigate_judge {
    1 /frigate;
    default /admitted;
  }
''
+ lib.optionalString common.asksGateway ''
  # Who has no name is refused.
  map $frigate_gateway_user $frigate_verdict {
    "" /refused;
    "~^\s+\z" /refused;
    default $frigate_entry;
  }
  # Whether a browser goes to a page; older ones do not say.
  map $http_sec_fetch_mode $frigate_navigation {
    "" 1;
    navigate 1;
    default "";
  }
''
+ lib.optionalString common.asksForPages ''
  # A name that is safe in HTML.
  map $frigate_user $frigate_shown_user {
    "~^[A-Za-z0-9_.@+-][A-Za-z0-9_.@+ -]*\z" $frigate_user;
    default "(another name)";
  }
''
+ lib.optionalString common.splitsCookie ''
  # The attributes of a session cookie, for its second part.
  map $frigate_gateway_first_cookie $frigate_cookie_attributes {
    "~^[^;]*(?<frigate_attributes>;.*)" $frigate_attributes;
    default "";
  }
''
