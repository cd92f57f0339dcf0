using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CreatorAnalytics.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class ListRefreshes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "refreshed_at",
                table: "creator_list_entries",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "list_id",
                table: "creator_analysis_jobs",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "list_refreshes",
                columns: table => new
                {
                    list_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    frequency = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: false),
                    credit_cap = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    since = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    next_refresh_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    last_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    last_outcome = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: true),
                    last_message = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: true),
                    last_refreshed = table.Column<int>(type: "int", nullable: false),
                    last_left_out = table.Column<int>(type: "int", nullable: false),
                    last_job_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_list_refreshes", x => x.list_id);
                    table.ForeignKey(
                        name: "fk_list_refreshes_creator_lists_list_id",
                        column: x => x.list_id,
                        principalTable: "creator_lists",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_creator_analysis_jobs_list_id_created_at",
                table: "creator_analysis_jobs",
                columns: new[] { "list_id", "created_at" },
                filter: "list_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_list_refreshes_next_refresh_at",
                table: "list_refreshes",
                column: "next_refresh_at",
                filter: "next_refresh_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "list_refreshes");

            migrationBuilder.DropIndex(
                name: "ix_creator_analysis_jobs_list_id_created_at",
                table: "creator_analysis_jobs");

            migrationBuilder.DropColumn(
                name: "refreshed_at",
                table: "creator_list_entries");

            migrationBuilder.DropColumn(
                name: "list_id",
                table: "creator_analysis_jobs");
        }
    }
}
