using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ProviderSessions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ProviderSessionId",
                table: "SessionLedger",
                type: "TEXT",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ProviderSubject",
                table: "SessionLedger",
                type: "TEXT",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LinkedAt",
                table: "AspNetUserLogins",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_SessionLedger_Provider_ProviderSessionId",
                table: "SessionLedger",
                columns: new[] { "Provider", "ProviderSessionId" });

            migrationBuilder.CreateIndex(
                name: "IX_SessionLedger_Provider_ProviderSubject",
                table: "SessionLedger",
                columns: new[] { "Provider", "ProviderSubject" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_SessionLedger_Provider_ProviderSessionId",
                table: "SessionLedger");

            migrationBuilder.DropIndex(
                name: "IX_SessionLedger_Provider_ProviderSubject",
                table: "SessionLedger");

            migrationBuilder.DropColumn(
                name: "ProviderSessionId",
                table: "SessionLedger");

            migrationBuilder.DropColumn(
                name: "ProviderSubject",
                table: "SessionLedger");

            migrationBuilder.DropColumn(
                name: "LinkedAt",
                table: "AspNetUserLogins");
        }
    }
}
