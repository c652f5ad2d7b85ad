-- The OpenID provider names the session that has ended there.
CREATE INDEX sessions_by_provider_session ON sessions (provider_session);
