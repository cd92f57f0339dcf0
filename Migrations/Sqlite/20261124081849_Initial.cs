using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CreatorAnalytics.Migrations.Sqlite
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    batch_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", unicode: false, maxLength: 20, nullable: false),
                    actor = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    usernames = table.Column<string>(type: "TEXT", nullable: false),
                    input = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    attempted_at = table.Column<long>(type: "INTEGER", nullable: false),
                    run_id = table.Column<string>(type: "TEXT", maxLength: 50, nullable: true),
                    dataset_id = table.Column<string>(type: "TEXT", maxLength: 50, nullable: true),
                    status = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    started_at = table.Column<long>(type: "INTEGER", nullable: true),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true),
                    usage_usd = table.Column<double>(type: "REAL", nullable: true),
                    charged_events = table.Column<string>(type: "TEXT", nullable: true),
                    watcher = table.Column<Guid>(type: "TEXT", nullable: false),
                    watched_until = table.Column<long>(type: "INTEGER", nullable: false),
                    closed_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_apify_runs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "creators",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    external_id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    username = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    full_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    biography = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    category = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    verified = table.Column<bool>(type: "INTEGER", nullable: false),
                    @private = table.Column<bool>(name: "private", type: "INTEGER", nullable: false),
                    business = table.Column<bool>(type: "INTEGER", nullable: false),
                    followers = table.Column<long>(type: "INTEGER", nullable: true),
                    following = table.Column<long>(type: "INTEGER", nullable: true),
                    posts_count = table.Column<long>(type: "INTEGER", nullable: true),
                    avatar_source_url = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: true),
                    avatar_kept_url = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: true),
                    avatar_hash = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true),
                    source = table.Column<string>(type: "TEXT", unicode: false, maxLength: 20, nullable: false),
                    first_item_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    first_completed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_scraped_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    external_urls = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_creators", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    friendly_name = table.Column<string>(type: "TEXT", nullable: true),
                    xml = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_data_protection_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "job_users",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    processing_jobs = table.Column<int>(type: "INTEGER", nullable: false),
                    last_event_number = table.Column<long>(type: "INTEGER", nullable: false),
                    last_fair_rank = table.Column<long>(type: "INTEGER", nullable: false)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    batch_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    username = table.Column<string>(type: "TEXT", maxLength: 30, nullable: false),
                    external_id = table.Column<string>(type: "TEXT", maxLength: 50, nullable: false),
                    scraped_at = table.Column<long>(type: "INTEGER", nullable: false),
                    posts_partial = table.Column<bool>(type: "INTEGER", nullable: false),
                    rows = table.Column<byte[]>(type: "BLOB", nullable: false),
                    consumed_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scrapes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "teams",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_teams", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    active_team_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    is_operator = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    user_name = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    normalized_user_name = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    email = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    normalized_email = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    email_confirmed = table.Column<bool>(type: "INTEGER", nullable: false),
                    password_hash = table.Column<string>(type: "TEXT", nullable: true),
                    security_stamp = table.Column<string>(type: "TEXT", nullable: true),
                    concurrency_stamp = table.Column<string>(type: "TEXT", nullable: true),
                    phone_number = table.Column<string>(type: "TEXT", nullable: true),
                    phone_number_confirmed = table.Column<bool>(type: "INTEGER", nullable: false),
                    two_factor_enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    lockout_end = table.Column<long>(type: "INTEGER", nullable: true),
                    lockout_enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    access_failed_count = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "creator_posts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    creator_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    external_id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    short_code = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    type = table.Column<string>(type: "TEXT", unicode: false, maxLength: 20, nullable: false),
                    url = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: false),
                    taken_at = table.Column<long>(type: "INTEGER", nullable: false),
                    likes = table.Column<long>(type: "INTEGER", nullable: true),
                    comments = table.Column<long>(type: "INTEGER", nullable: false),
                    plays = table.Column<long>(type: "INTEGER", nullable: true),
                    views = table.Column<long>(type: "INTEGER", nullable: true),
                    caption = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: true),
                    hashtags = table.Column<string>(type: "TEXT", nullable: false),
                    mentions = table.Column<string>(type: "TEXT", nullable: false),
                    tagged_users = table.Column<string>(type: "TEXT", nullable: false),
                    coauthors = table.Column<string>(type: "TEXT", nullable: false),
                    sponsors = table.Column<string>(type: "TEXT", nullable: false),
                    is_paid_partnership = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_pinned = table.Column<bool>(type: "INTEGER", nullable: false),
                    owner_username = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    thumbnail_source_url = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: true),
                    thumbnail_hash = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true),
                    first_seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_seen_at = table.Column<long>(type: "INTEGER", nullable: false)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    creator_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    analysed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    username = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    document = table.Column<string>(type: "TEXT", nullable: false)
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
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    creator_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    taken_at = table.Column<long>(type: "INTEGER", nullable: false),
                    followers = table.Column<long>(type: "INTEGER", nullable: false),
                    following = table.Column<long>(type: "INTEGER", nullable: true),
                    posts_count = table.Column<long>(type: "INTEGER", nullable: true)
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
                    username = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    creator_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    first_seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_seen_at = table.Column<long>(type: "INTEGER", nullable: false)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    team_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    job_type = table.Column<string>(type: "TEXT", unicode: false, maxLength: 20, nullable: false),
                    status = table.Column<string>(type: "TEXT", unicode: false, maxLength: 20, nullable: false),
                    priority = table.Column<int>(type: "INTEGER", nullable: false),
                    usernames = table.Column<string>(type: "TEXT", nullable: false),
                    refresh = table.Column<bool>(type: "INTEGER", nullable: false),
                    total_creators = table.Column<int>(type: "INTEGER", nullable: false),
                    completed_creators = table.Column<int>(type: "INTEGER", nullable: false),
                    failed_creators = table.Column<int>(type: "INTEGER", nullable: false),
                    cancelled_creators = table.Column<int>(type: "INTEGER", nullable: false),
                    estimated_credits = table.Column<long>(type: "INTEGER", nullable: false),
                    credits_charged = table.Column<long>(type: "INTEGER", nullable: false),
                    credits_reserved = table.Column<long>(type: "INTEGER", nullable: false),
                    progress_percentage = table.Column<int>(type: "INTEGER", nullable: false),
                    current_stage = table.Column<string>(type: "TEXT", unicode: false, maxLength: 20, nullable: false),
                    last_seq = table.Column<long>(type: "INTEGER", nullable: false),
                    parent_job_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: true),
                    completed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    estimated_completion_at = table.Column<long>(type: "INTEGER", nullable: true),
                    cancel_requested_at = table.Column<long>(type: "INTEGER", nullable: true),
                    dismissed_at = table.Column<long>(type: "INTEGER", nullable: true)
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
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    team_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", unicode: false, maxLength: 20, nullable: false),
                    amount = table.Column<long>(type: "INTEGER", nullable: false),
                    balance_change = table.Column<long>(type: "INTEGER", nullable: false),
                    reserved_change = table.Column<long>(type: "INTEGER", nullable: false),
                    idempotency_key = table.Column<string>(type: "TEXT", unicode: false, maxLength: 100, nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    job_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    item_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    creator_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
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
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    team_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    creator_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    first_looked_up_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_looked_up_at = table.Column<long>(type: "INTEGER", nullable: false)
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
                    team_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    balance = table.Column<long>(type: "INTEGER", nullable: false),
                    reserved = table.Column<long>(type: "INTEGER", nullable: false)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    team_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    key_hash = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 64, nullable: false),
                    prefix = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    scopes = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_used_at = table.Column<long>(type: "INTEGER", nullable: true),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    revoked_at = table.Column<long>(type: "INTEGER", nullable: true)
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
                    team_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    role = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    joined_at = table.Column<long>(type: "INTEGER", nullable: false)
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
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    claim_type = table.Column<string>(type: "TEXT", nullable: true),
                    claim_value = table.Column<string>(type: "TEXT", nullable: true)
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
                    login_provider = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    provider_key = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    provider_display_name = table.Column<string>(type: "TEXT", nullable: true),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false)
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
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    login_provider = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: true)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    post_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    external_id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    owner_username = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    text = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    likes = table.Column<long>(type: "INTEGER", nullable: true),
                    written_at = table.Column<long>(type: "INTEGER", nullable: true)
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
                    team_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    report_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    creator_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    item_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    granted_at = table.Column<long>(type: "INTEGER", nullable: false)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    job_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    position = table.Column<int>(type: "INTEGER", nullable: false),
                    username = table.Column<string>(type: "TEXT", unicode: false, maxLength: 30, nullable: false),
                    status = table.Column<string>(type: "TEXT", unicode: false, maxLength: 20, nullable: false),
                    stage = table.Column<string>(type: "TEXT", unicode: false, maxLength: 20, nullable: false),
                    priority = table.Column<int>(type: "INTEGER", nullable: false),
                    is_new = table.Column<bool>(type: "INTEGER", nullable: false),
                    credits = table.Column<long>(type: "INTEGER", nullable: false),
                    credits_charged = table.Column<long>(type: "INTEGER", nullable: false),
                    apify_completed = table.Column<bool>(type: "INTEGER", nullable: false),
                    apify_completed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    database_populated = table.Column<bool>(type: "INTEGER", nullable: false),
                    database_populated_at = table.Column<long>(type: "INTEGER", nullable: true),
                    cdn_processed = table.Column<bool>(type: "INTEGER", nullable: false),
                    cdn_processed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ai_analyzed = table.Column<bool>(type: "INTEGER", nullable: false),
                    ai_analyzed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    scrape_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    profile_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    report_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    warnings = table.Column<string>(type: "TEXT", nullable: false),
                    retry_count = table.Column<int>(type: "INTEGER", nullable: false),
                    next_attempt_at = table.Column<long>(type: "INTEGER", nullable: true),
                    error_code = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: true),
                    error_message = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    cancel_requested_at = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: true),
                    completed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    processing_duration_ms = table.Column<long>(type: "INTEGER", nullable: true)
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
                    job_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    seq = table.Column<long>(type: "INTEGER", nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", unicode: false, maxLength: 20, nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    payload = table.Column<string>(type: "TEXT", nullable: false)
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
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    job_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    item_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    queue_name = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    priority = table.Column<int>(type: "INTEGER", nullable: false),
                    fair_rank = table.Column<long>(type: "INTEGER", nullable: false),
                    scheduled_at = table.Column<long>(type: "INTEGER", nullable: true),
                    served_at = table.Column<long>(type: "INTEGER", nullable: true),
                    retry_count = table.Column<int>(type: "INTEGER", nullable: false),
                    max_retries = table.Column<int>(type: "INTEGER", nullable: false),
                    retry_alone = table.Column<bool>(type: "INTEGER", nullable: false),
                    worker_id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 100, nullable: true),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: true),
                    claim_number = table.Column<long>(type: "INTEGER", nullable: false),
                    processed_at = table.Column<long>(type: "INTEGER", nullable: true)
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
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_users_normalized_user_name",
                table: "users",
                column: "normalized_user_name",
                unique: true);
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
