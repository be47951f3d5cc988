-- Run by sql-init as the administrator, as often as one likes. Two logins: one changes tables, one only rows.
IF DB_ID('WebPortal') IS NULL CREATE DATABASE WebPortal;
GO
ALTER DATABASE WebPortal SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE;
GO
IF SUSER_ID('portal_migrate') IS NULL CREATE LOGIN portal_migrate WITH PASSWORD = '$(MIGRATE_PASSWORD)';
ELSE ALTER LOGIN portal_migrate WITH PASSWORD = '$(MIGRATE_PASSWORD)';
IF SUSER_ID('portal') IS NULL CREATE LOGIN portal WITH PASSWORD = '$(PORTAL_PASSWORD)';
ELSE ALTER LOGIN portal WITH PASSWORD = '$(PORTAL_PASSWORD)';
GO
USE WebPortal;
GO
IF USER_ID('portal_migrate') IS NULL CREATE USER portal_migrate FOR LOGIN portal_migrate;
IF USER_ID('portal') IS NULL CREATE USER portal FOR LOGIN portal;
ALTER ROLE db_ddladmin ADD MEMBER portal_migrate;
ALTER ROLE db_datareader ADD MEMBER portal_migrate;
ALTER ROLE db_datawriter ADD MEMBER portal_migrate;
ALTER ROLE db_datareader ADD MEMBER portal;
ALTER ROLE db_datawriter ADD MEMBER portal;
GO
