using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CreatorAnalytics.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ProviderCosts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<double>(
                name: "cost_usd",
                table: "scrapes",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "post_rows",
                table: "scrapes",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "merged_at",
                table: "apify_runs",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "merged_rows",
                table: "apify_runs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "usage_read_at",
                table: "apify_runs",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_creator_job_items_scrape_id",
                table: "creator_job_items",
                column: "scrape_id");

            migrationBuilder.CreateIndex(
                name: "ix_apify_runs_merged_at_closed_at",
                table: "apify_runs",
                columns: new[] { "merged_at", "closed_at" });

            migrationBuilder.CreateIndex(
                name: "ix_apify_runs_usage_read_at_closed_at",
                table: "apify_runs",
                columns: new[] { "usage_read_at", "closed_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_creator_job_items_scrape_id",
                table: "creator_job_items");

            migrationBuilder.DropIndex(
                name: "ix_apify_runs_merged_at_closed_at",
                table: "apify_runs");

            migrationBuilder.DropIndex(
                name: "ix_apify_runs_usage_read_at_closed_at",
                table: "apify_runs");

            migrationBuilder.DropColumn(
                name: "cost_usd",
                table: "scrapes");

            migrationBuilder.DropColumn(
                name: "post_rows",
                table: "scrapes");

            migrationBuilder.DropColumn(
                name: "merged_at",
                table: "apify_runs");

            migrationBuilder.DropColumn(
                name: "merged_rows",
                table: "apify_runs");

            migrationBuilder.DropColumn(
                name: "usage_read_at",
                table: "apify_runs");
        }
    }
}
