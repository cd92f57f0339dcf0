using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CreatorAnalytics.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CreatorLists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<double>(
                name: "engagement_rate",
                table: "team_creators",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "engagement_rate",
                table: "creator_reports",
                type: "REAL",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "creator_lists",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    team_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    note = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    created_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_creator_lists", x => x.id);
                    table.ForeignKey(
                        name: "fk_creator_lists_teams_team_id",
                        column: x => x.team_id,
                        principalTable: "teams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "creator_list_entries",
                columns: table => new
                {
                    list_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    creator_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    status = table.Column<string>(type: "TEXT", unicode: false, maxLength: 20, nullable: false),
                    note = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    added_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    added_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_creator_list_entries", x => new { x.list_id, x.creator_id });
                    table.ForeignKey(
                        name: "fk_creator_list_entries_creator_creator_id",
                        column: x => x.creator_id,
                        principalTable: "creators",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_creator_list_entries_creator_list_list_id",
                        column: x => x.list_id,
                        principalTable: "creator_lists",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_creator_list_entries_creator_id",
                table: "creator_list_entries",
                column: "creator_id");

            migrationBuilder.CreateIndex(
                name: "ix_creator_lists_team_id_name",
                table: "creator_lists",
                columns: new[] { "team_id", "name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "creator_list_entries");

            migrationBuilder.DropTable(
                name: "creator_lists");

            migrationBuilder.DropColumn(
                name: "engagement_rate",
                table: "team_creators");

            migrationBuilder.DropColumn(
                name: "engagement_rate",
                table: "creator_reports");
        }
    }
}
