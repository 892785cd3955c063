-- What povertyplan_app may do. Run by povertyplan_owner in the database after each migration; repeatable.

DO $$ BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO povertyplan_app', current_database());
END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO povertyplan_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO povertyplan_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO povertyplan_app;

-- Under the triggers that keep these rows, a second lock.
REVOKE UPDATE, DELETE ON common_auditevent, documents_issueddocument, documents_signedcopy FROM povertyplan_app;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM povertyplan_app;
