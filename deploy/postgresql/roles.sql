-- Two roles, made once by PostgreSQL's administrator; give each its password with \password afterwards.

-- Owns the tables: migrates, backs up and restores. CREATEDB is for the scratch database that proves a backup.
CREATE ROLE povertyplan_owner LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- Serves the pages: works with rows, changes no table and no paper that was issued.
CREATE ROLE povertyplan_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
