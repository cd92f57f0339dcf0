using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CreatorAnalytics.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "apify_runs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    batch_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    kind = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: false),
                    actor = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    usernames = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    input = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    attempted_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    run_id = table.Column<string>(type: "nvarchar(50)", maxLength: 50, nullable: true),
                    dataset_id = table.Column<string>(type: "nvarchar(50)", maxLength: 50, nullable: true),
                    status = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    usage_usd = table.Column<double>(type: "float", nullable: true),
                    charged_events = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    watcher = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    watched_until = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_apify_runs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "creators",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    external_id = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    username = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    full_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    biography = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    category = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    verified = table.Column<bool>(type: "bit", nullable: false),
                    @private = table.Column<bool>(name: "private", type: "bit", nullable: false),
                    business = table.Column<bool>(type: "bit", nullable: false),
                    followers = table.Column<long>(type: "bigint", nullable: true),
                    following = table.Column<long>(type: "bigint", nullable: true),
                    posts_count = table.Column<long>(type: "bigint", nullable: true),
                    avatar_source_url = table.Column<string>(type: "nvarchar(2048)", maxLength: 2048, nullable: true),
                    avatar_kept_url = table.Column<string>(type: "nvarchar(2048)", maxLength: 2048, nullable: true),
                    avatar_hash = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: true),
                    source = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: false),
                    first_item_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    first_completed_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    last_scraped_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    external_urls = table.Column<string>(type: "nvarchar(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_creators", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    friendly_name = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    xml = table.Column<string>(type: "nvarchar(max)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_data_protection_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "job_users",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    processing_jobs = table.Column<int>(type: "int", nullable: false),
                    last_event_number = table.Column<long>(type: "bigint", nullable: false),
                    last_fair_rank = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job_users", x => x.user_id);
                    table.CheckConstraint("ck_job_users_processing", "processing_jobs >= 0");
                });

            migrationBuilder.CreateTable(
                name: "scrapes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    batch_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    username = table.Column<string>(type: "nvarchar(30)", maxLength: 30, nullable: false),
                    external_id = table.Column<string>(type: "nvarchar(50)", maxLength: 50, nullable: false),
                    scraped_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    posts_partial = table.Column<bool>(type: "bit", nullable: false),
                    rows = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    consumed_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scrapes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "teams",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    name = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_teams", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    active_team_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    is_operator = table.Column<bool>(type: "bit", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    user_name = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    normalized_user_name = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    email = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    normalized_email = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    email_confirmed = table.Column<bool>(type: "bit", nullable: false),
                    password_hash = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    security_stamp = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    concurrency_stamp = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    phone_number = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    phone_number_confirmed = table.Column<bool>(type: "bit", nullable: false),
                    two_factor_enabled = table.Column<bool>(type: "bit", nullable: false),
                    lockout_end = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    lockout_enabled = table.Column<bool>(type: "bit", nullable: false),
                    access_failed_count = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "creator_posts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    creator_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    external_id = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    short_code = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    type = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: false),
                    url = table.Column<string>(type: "nvarchar(2048)", maxLength: 2048, nullable: false),
                    taken_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    likes = table.Column<long>(type: "bigint", nullable: true),
                    comments = table.Column<long>(type: "bigint", nullable: false),
                    plays = table.Column<long>(type: "bigint", nullable: true),
                    views = table.Column<long>(type: "bigint", nullable: true),
                    caption = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    hashtags = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    mentions = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    tagged_users = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    coauthors = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    sponsors = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    is_paid_partnership = table.Column<bool>(type: "bit", nullable: false),
                    is_pinned = table.Column<bool>(type: "bit", nullable: false),
                    owner_username = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    thumbnail_source_url = table.Column<string>(type: "nvarchar(2048)", maxLength: 2048, nullable: true),
                    thumbnail_hash = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: true),
                    first_seen_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_creator_posts", x => x.id);
                    table.ForeignKey(
                        name: "fk_creator_posts_creator_creator_id",
                        column: x => x.creator_id,
                        principalTable: "creators",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "creator_reports",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    creator_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    version = table.Column<int>(type: "int", nullable: false),
                    analysed_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    username = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    document = table.Column<string>(type: "nvarchar(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_creator_reports", x => x.id);
                    table.ForeignKey(
                        name: "fk_creator_reports_creator_creator_id",
                        column: x => x.creator_id,
                        principalTable: "creators",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "creator_snapshots",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    creator_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    taken_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    followers = table.Column<long>(type: "bigint", nullable: false),
                    following = table.Column<long>(type: "bigint", nullable: true),
                    posts_count = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_creator_snapshots", x => x.id);
                    table.ForeignKey(
                        name: "fk_creator_snapshots_creator_creator_id",
                        column: x => x.creator_id,
                        principalTable: "creators",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "creator_usernames",
                columns: table => new
                {
                    username = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    creator_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    first_seen_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_creator_usernames", x => new { x.username, x.creator_id });
                    table.ForeignKey(
                        name: "fk_creator_usernames_creators_creator_id",
                        column: x => x.creator_id,
                        principalTable: "creators",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "creator_analysis_jobs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    team_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    job_type = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: false),
                    status = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: false),
                    priority = table.Column<int>(type: "int", nullable: false),
                    usernames = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    refresh = table.Column<bool>(type: "bit", nullable: false),
                    total_creators = table.Column<int>(type: "int", nullable: false),
                    completed_creators = table.Column<int>(type: "int", nullable: false),
                    failed_creators = table.Column<int>(type: "int", nullable: false),
                    cancelled_creators = table.Column<int>(type: "int", nullable: false),
                    estimated_credits = table.Column<long>(type: "bigint", nullable: false),
                    credits_charged = table.Column<long>(type: "bigint", nullable: false),
                    credits_reserved = table.Column<long>(type: "bigint", nullable: false),
                    progress_percentage = table.Column<int>(type: "int", nullable: false),
                    current_stage = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: false),
                    last_seq = table.Column<long>(type: "bigint", nullable: false),
                    parent_job_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    completed_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    estimated_completion_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    cancel_requested_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    dismissed_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_creator_analysis_jobs", x => x.id);
                    table.ForeignKey(
                        name: "fk_creator_analysis_jobs_teams_team_id",
                        column: x => x.team_id,
                        principalTable: "teams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "credit_ledger",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    team_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    kind = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    balance_change = table.Column<long>(type: "bigint", nullable: false),
                    reserved_change = table.Column<long>(type: "bigint", nullable: false),
                    idempotency_key = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: false),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    job_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    item_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    creator_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    reason = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credit_ledger", x => x.id);
                    table.ForeignKey(
                        name: "fk_credit_ledger_teams_team_id",
                        column: x => x.team_id,
                        principalTable: "teams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "team_creators",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    team_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    creator_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    first_looked_up_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    last_looked_up_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_team_creators", x => x.id);
                    table.ForeignKey(
                        name: "fk_team_creators_creators_creator_id",
                        column: x => x.creator_id,
                        principalTable: "creators",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_team_creators_teams_team_id",
                        column: x => x.team_id,
                        principalTable: "teams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "wallets",
                columns: table => new
                {
                    team_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    balance = table.Column<long>(type: "bigint", nullable: false),
                    reserved = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_wallets", x => x.team_id);
                    table.CheckConstraint("ck_wallets_balance", "balance >= 0");
                    table.CheckConstraint("ck_wallets_reserved", "reserved >= 0 AND reserved <= balance");
                    table.ForeignKey(
                        name: "fk_wallets_teams_team_id",
                        column: x => x.team_id,
                        principalTable: "teams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    team_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    name = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    key_hash = table.Column<string>(type: "char(64)", unicode: false, fixedLength: true, maxLength: 64, nullable: false),
                    prefix = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false),
                    scopes = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    last_used_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    expires_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    revoked_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_keys", x => x.id);
                    table.ForeignKey(
                        name: "fk_api_keys_asp_net_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_api_keys_team_team_id",
                        column: x => x.team_id,
                        principalTable: "teams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "team_members",
                columns: table => new
                {
                    team_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    role = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    joined_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_team_members", x => new { x.team_id, x.user_id });
                    table.ForeignKey(
                        name: "fk_team_members_asp_net_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_team_members_team_team_id",
                        column: x => x.team_id,
                        principalTable: "teams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_claims",
                columns: table => new
                {
                    id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    claim_type = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    claim_value = table.Column<string>(type: "nvarchar(max)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_claims", x => x.id);
                    table.ForeignKey(
                        name: "fk_user_claims_asp_net_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_logins",
                columns: table => new
                {
                    login_provider = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false),
                    provider_key = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    provider_display_name = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_logins", x => new { x.login_provider, x.provider_key });
                    table.ForeignKey(
                        name: "fk_user_logins_asp_net_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_tokens",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    login_provider = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false),
                    name = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false),
                    value = table.Column<string>(type: "nvarchar(max)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_tokens", x => new { x.user_id, x.login_provider, x.name });
                    table.ForeignKey(
                        name: "fk_user_tokens_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "post_comments",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    post_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    external_id = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    owner_username = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    text = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    likes = table.Column<long>(type: "bigint", nullable: true),
                    written_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_post_comments", x => x.id);
                    table.ForeignKey(
                        name: "fk_post_comments_creator_posts_post_id",
                        column: x => x.post_id,
                        principalTable: "creator_posts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "team_reports",
                columns: table => new
                {
                    team_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    report_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    creator_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    item_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    granted_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_team_reports", x => new { x.team_id, x.report_id });
                    table.ForeignKey(
                        name: "fk_team_reports_creator_reports_report_id",
                        column: x => x.report_id,
                        principalTable: "creator_reports",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_team_reports_teams_team_id",
                        column: x => x.team_id,
                        principalTable: "teams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "creator_job_items",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    job_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    position = table.Column<int>(type: "int", nullable: false),
                    username = table.Column<string>(type: "varchar(30)", unicode: false, maxLength: 30, nullable: false),
                    status = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: false),
                    stage = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: false),
                    priority = table.Column<int>(type: "int", nullable: false),
                    is_new = table.Column<bool>(type: "bit", nullable: false),
                    credits = table.Column<long>(type: "bigint", nullable: false),
                    credits_charged = table.Column<long>(type: "bigint", nullable: false),
                    apify_completed = table.Column<bool>(type: "bit", nullable: false),
                    apify_completed_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    database_populated = table.Column<bool>(type: "bit", nullable: false),
                    database_populated_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    cdn_processed = table.Column<bool>(type: "bit", nullable: false),
                    cdn_processed_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    ai_analyzed = table.Column<bool>(type: "bit", nullable: false),
                    ai_analyzed_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    scrape_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    profile_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    report_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    warnings = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    retry_count = table.Column<int>(type: "int", nullable: false),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    error_code = table.Column<string>(type: "varchar(40)", unicode: false, maxLength: 40, nullable: true),
                    error_message = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    cancel_requested_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    completed_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    processing_duration_ms = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_creator_job_items", x => x.id);
                    table.ForeignKey(
                        name: "fk_creator_job_items_job_job_id",
                        column: x => x.job_id,
                        principalTable: "creator_analysis_jobs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "job_events",
                columns: table => new
                {
                    job_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "varchar(20)", unicode: false, maxLength: 20, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    payload = table.Column<string>(type: "nvarchar(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job_events", x => new { x.job_id, x.seq });
                    table.ForeignKey(
                        name: "fk_job_events_job_job_id",
                        column: x => x.job_id,
                        principalTable: "creator_analysis_jobs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "job_queue",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    job_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    item_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    user_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    queue_name = table.Column<string>(type: "varchar(40)", unicode: false, maxLength: 40, nullable: false),
                    priority = table.Column<int>(type: "int", nullable: false),
                    fair_rank = table.Column<long>(type: "bigint", nullable: false),
                    scheduled_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    served_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    retry_count = table.Column<int>(type: "int", nullable: false),
                    max_retries = table.Column<int>(type: "int", nullable: false),
                    retry_alone = table.Column<bool>(type: "bit", nullable: false),
                    worker_id = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    claim_number = table.Column<long>(type: "bigint", nullable: false),
                    processed_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job_queue", x => x.id);
                    table.ForeignKey(
                        name: "fk_job_queue_creator_job_items_item_id",
                        column: x => x.item_id,
                        principalTable: "creator_job_items",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_key_hash",
                table: "api_keys",
                column: "key_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_team_id",
                table: "api_keys",
                column: "team_id");

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_user_id",
                table: "api_keys",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_apify_runs_batch_id",
                table: "apify_runs",
                column: "batch_id");

            migrationBuilder.CreateIndex(
                name: "ix_apify_runs_closed_at",
                table: "apify_runs",
                column: "closed_at");

            migrationBuilder.CreateIndex(
                name: "ix_apify_runs_run_id",
                table: "apify_runs",
                column: "run_id");

            migrationBuilder.CreateIndex(
                name: "ix_creator_analysis_jobs_team_id_created_at",
                table: "creator_analysis_jobs",
                columns: new[] { "team_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_creator_analysis_jobs_user_id_status_created_at",
                table: "creator_analysis_jobs",
                columns: new[] { "user_id", "status", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_creator_job_items_cancel_requested_at",
                table: "creator_job_items",
                column: "cancel_requested_at",
                filter: "cancel_requested_at IS NOT NULL AND completed_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_creator_job_items_job_id_username",
                table: "creator_job_items",
                columns: new[] { "job_id", "username" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_creator_job_items_status_is_new_completed_at",
                table: "creator_job_items",
                columns: new[] { "status", "is_new", "completed_at" });

            migrationBuilder.CreateIndex(
                name: "ix_creator_posts_creator_id_external_id",
                table: "creator_posts",
                columns: new[] { "creator_id", "external_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_creator_posts_creator_id_taken_at",
                table: "creator_posts",
                columns: new[] { "creator_id", "taken_at" });

            migrationBuilder.CreateIndex(
                name: "ix_creator_reports_creator_id_version",
                table: "creator_reports",
                columns: new[] { "creator_id", "version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_creator_snapshots_creator_id_taken_at",
                table: "creator_snapshots",
                columns: new[] { "creator_id", "taken_at" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_creator_usernames_creator_id",
                table: "creator_usernames",
                column: "creator_id");

            migrationBuilder.CreateIndex(
                name: "ix_creators_external_id",
                table: "creators",
                column: "external_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_creators_username",
                table: "creators",
                column: "username");

            migrationBuilder.CreateIndex(
                name: "ix_credit_ledger_idempotency_key",
                table: "credit_ledger",
                column: "idempotency_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_credit_ledger_job_id",
                table: "credit_ledger",
                column: "job_id");

            migrationBuilder.CreateIndex(
                name: "ix_credit_ledger_team_id_id",
                table: "credit_ledger",
                columns: new[] { "team_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_job_events_user_id_number",
                table: "job_events",
                columns: new[] { "user_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_job_queue_fair_rank_id",
                table: "job_queue",
                columns: new[] { "fair_rank", "id" },
                filter: "processed_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_job_queue_item_id",
                table: "job_queue",
                column: "item_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_job_queue_job_id_processed_at",
                table: "job_queue",
                columns: new[] { "job_id", "processed_at" });

            migrationBuilder.CreateIndex(
                name: "ix_job_queue_priority_scheduled_at",
                table: "job_queue",
                columns: new[] { "priority", "scheduled_at" });

            migrationBuilder.CreateIndex(
                name: "ix_job_queue_user_id_fair_rank",
                table: "job_queue",
                columns: new[] { "user_id", "fair_rank" },
                filter: "processed_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_job_queue_worker_id",
                table: "job_queue",
                column: "worker_id",
                filter: "processed_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_post_comments_post_id_external_id",
                table: "post_comments",
                columns: new[] { "post_id", "external_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_scrapes_batch_id_username",
                table: "scrapes",
                columns: new[] { "batch_id", "username" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_scrapes_username_scraped_at",
                table: "scrapes",
                columns: new[] { "username", "scraped_at" });

            migrationBuilder.CreateIndex(
                name: "ix_team_creators_creator_id",
                table: "team_creators",
                column: "creator_id");

            migrationBuilder.CreateIndex(
                name: "ix_team_creators_team_id_creator_id",
                table: "team_creators",
                columns: new[] { "team_id", "creator_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_team_creators_team_id_last_looked_up_at",
                table: "team_creators",
                columns: new[] { "team_id", "last_looked_up_at" });

            migrationBuilder.CreateIndex(
                name: "ix_team_members_user_id",
                table: "team_members",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_team_reports_report_id",
                table: "team_reports",
                column: "report_id");

            migrationBuilder.CreateIndex(
                name: "ix_team_reports_team_id_creator_id",
                table: "team_reports",
                columns: new[] { "team_id", "creator_id" });

            migrationBuilder.CreateIndex(
                name: "ix_user_claims_user_id",
                table: "user_claims",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_user_logins_user_id",
                table: "user_logins",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_users_normalized_email",
                table: "users",
                column: "normalized_email",
                unique: true,
                filter: "[normalized_email] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_users_normalized_user_name",
                table: "users",
                column: "normalized_user_name",
                unique: true,
                filter: "[normalized_user_name] IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "api_keys");

            migrationBuilder.DropTable(
                name: "apify_runs");

            migrationBuilder.DropTable(
                name: "creator_snapshots");

            migrationBuilder.DropTable(
                name: "creator_usernames");

            migrationBuilder.DropTable(
                name: "credit_ledger");

            migrationBuilder.DropTable(
                name: "data_protection_keys");

            migrationBuilder.DropTable(
                name: "job_events");

            migrationBuilder.DropTable(
                name: "job_queue");

            migrationBuilder.DropTable(
                name: "job_users");

            migrationBuilder.DropTable(
                name: "post_comments");

            migrationBuilder.DropTable(
                name: "scrapes");

            migrationBuilder.DropTable(
                name: "team_creators");

            migrationBuilder.DropTable(
                name: "team_members");

            migrationBuilder.DropTable(
                name: "team_reports");

            migrationBuilder.DropTable(
                name: "user_claims");

            migrationBuilder.DropTable(
                name: "user_logins");

            migrationBuilder.DropTable(
                name: "user_tokens");

            migrationBuilder.DropTable(
                name: "wallets");

            migrationBuilder.DropTable(
                name: "creator_job_items");

            migrationBuilder.DropTable(
                name: "creator_posts");

            migrationBuilder.DropTable(
                name: "creator_reports");

            migrationBuilder.DropTable(
                name: "users");

            migrationBuilder.DropTable(
                name: "creator_analysis_jobs");

            migrationBuilder.DropTable(
                name: "creators");

            migrationBuilder.DropTable(
                name: "teams");
        }
    }
}
