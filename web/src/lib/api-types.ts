// Made from src/api/openapi.yaml by scripts/make-api-types.mjs. Not edited by hand.

export interface paths {
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["signIn"];
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/setup/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSetupState"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Makes the first owner and signs them in. The code is in the link that the server printed when it started. */
        post: operations["setUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listMailboxes"];
        put?: never;
        /**
         * @description Adds a password mailbox after signing in to send and to read; nothing is sent. 422 `mailbox_login_failed` with the
         *     server's words; 409 `mailbox_exists` with `details.mailbox_id` and `details.status`.
         */
        post: operations["addMailbox"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes/discover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["discoverMailbox"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes/connect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Begins a sign-in at a provider. 409 `provider_not_configured`. */
        post: operations["connectMailbox"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes/impact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getJointImpact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes/bulk-disconnect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["bulkDisconnect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["getMailbox"];
        put?: never;
        post?: never;
        /**
         * @description Deletes an inactive mailbox and all its data for good. 409 `mailbox_active`, `disconnecting`, `unknown_pending`; 422
         *     `confirmation_mismatch`.
         */
        delete: operations["removeMailbox"];
        options?: never;
        head?: never;
        patch: operations["updateMailbox"];
        trace?: never;
    };
    "/mailboxes/{id}/impact": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["getImpact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes/{id}/disconnect": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * @description Answers once nothing of this mailbox can be handed over any more. 409 `mailbox_not_active`; 412 `version_mismatch`
         *     when `version` is not the impact's of now.
         */
        post: operations["disconnectMailbox"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes/{id}/undo-disconnect": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description 409 `undo_expired`, `disconnecting`. */
        post: operations["undoDisconnect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes/{id}/reconnect": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * @description A password mailbox signs in with the body and answers with itself; any other answers where to go. 409 `locked`,
         *     `mailbox_active`, `disconnecting`; 422 `mailbox_login_failed`.
         */
        post: operations["reconnectMailbox"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes/{id}/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description As reconnect, for an active mailbox; pauses nothing. 409 `mailbox_not_active`. */
        post: operations["updateSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes/{id}/sign-in-outcome": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /**
         * @description Why the latest sign-in at the provider did not fit, for the page that the browser comes back to: which account was
         *     expected and which one signed in. 404 when it fitted.
         */
        get: operations["getSignInOutcome"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Signs in to send and to read. Nothing is sent. */
        post: operations["testMailbox"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes/{id}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Pauses sending and goes on reading, until a time or until lifted. */
        post: operations["holdMailbox"];
        /** @description Lifts holds by people and by the bounce and complaint guards. */
        delete: operations["releaseMailbox"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes/{id}/restart-campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description All or none; a 409 names the campaign that cannot be restarted. */
        post: operations["restartCampaigns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes/{id}/activity": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["listMailboxActivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes/{id}/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["listReceipts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/receipts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["getReceipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listCampaigns"];
        put?: never;
        post: operations["addCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["getCampaign"];
        put?: never;
        post?: never;
        /** @description A draft only; 409 `invalid_state`. */
        delete: operations["deleteCampaign"];
        options?: never;
        head?: never;
        /**
         * @description In draft and paused only (409 `campaign_locked`). Steps are matched by id, else by position. 409 `step_already_sent`.
         *     With `revision`, the one that was read: 412 `version_mismatch` when the campaign has been changed since.
         */
        patch: operations["updateCampaign"];
        trace?: never;
    };
    "/campaigns/{id}/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["addCampaignContacts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/launch": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * @description 409 `no_active_mailbox`, `no_contacts`, `no_steps`, `attachment_missing`, `replies_not_read`, `sender_identity_missing`,
         *     `unsubscribe_url_missing`, `schedule_over`; `details.missing` lists all that apply.
         */
        post: operations["launchCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/cancel-launch": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Stops the check of its contacts; the campaign is a draft again. 409 `invalid_state` unless it is preparing. */
        post: operations["cancelCampaignLaunch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["pauseCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description 409 `no_active_mailbox`, `invalid_state`. */
        post: operations["resumeCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description The same for many. What is done is done, and each refusal is told. Answered once what was paused is quiet. */
        post: operations["changeCampaigns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/activity": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** @description What was done with it and what happened to it, newest first. */
        get: operations["listCampaignActivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The caller's own views of a list. */
        get: operations["listViews"];
        put?: never;
        /** @description 409 `view_exists` when the name is taken on this page, `too_many_views`. */
        post: operations["addView"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/views/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["deleteView"];
        options?: never;
        head?: never;
        patch: operations["updateView"];
        trace?: never;
    };
    "/campaigns/{id}/duplicate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["duplicateCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Puts it away, or back with `archived` false. */
        post: operations["archiveCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/review": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** @description What a launch would do, and what stands in its way. */
        get: operations["reviewCampaign"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/forecast": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /**
         * @description What leaves when, on the real schedule: windows, gaps, caps, ramps, delays, contacts' own clocks and the spacing of domains,
         *     if nobody answers, every condition fits, approvals are given at once, and other campaigns ask for nothing of the same mailboxes. The first 500 emails are exact to the instant,
         *     but for the jitter of gaps; what follows is counted by day, by the campaign's clock and without the spacing.
         */
        get: operations["forecastCampaign"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/reassign": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * @description Contacts who wait for one mailbox go on with others of the campaign. Whoever was written to keeps the mailbox, unless named in
         *     `include_threads`. Only while the campaign does not run or the mailbox is inactive: else 409 `campaign_locked`. 409
         *     `no_active_mailbox` when no other one is active.
         */
        post: operations["reassignContacts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/test-send": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * @description Sends a step to an address of one's own, at once, and answers with how it ended, after about a minute at most. It passes the
         *     same stops as every email and takes a place of the mailbox's day, but waits for no window and no gap, and is nobody's
         *     first step. 409 `no_active_mailbox`, `mailbox_not_active`, `attachment_missing`, `test_held`; 422 `missing_field`; 429 `too_many_tests`.
         */
        post: operations["sendTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/resume-preview": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description What a resume with this choice would send first. Nothing is changed. 409 `invalid_state` unless it is paused. */
        post: operations["previewResume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/contacts/{contact_id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
                contact_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Nothing is sent to this contact by this campaign until it is resumed. Answers once nothing can be handed over any more. 409 `invalid_state`. */
        post: operations["pauseContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/contacts/{contact_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
                contact_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description What was due meanwhile is due now. 409 `invalid_state`. */
        post: operations["resumeContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/contacts/{contact_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
                contact_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Nothing more is sent to this contact by this campaign. Answers once nothing can be handed over any more. 409 `invalid_state`. */
        post: operations["stopContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/contacts/{contact_id}/goal": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
                contact_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description What the campaign was for has come true: nothing more is sent, and it is counted. Also of one that is over. 409 `invalid_state`. */
        post: operations["goalReached"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/steps/{step_id}/winner": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
                step_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * @description Everybody who is planned from now on gets this variant of the step; also while the campaign runs. What is planned
         *     already keeps its own. 409 `variant_disabled`; `invalid_state` when the campaign is completed or archived.
         */
        post: operations["chooseWinner"];
        /**
         * @description The weights count again. A winner that was found by itself takes its rule along, or it would be found again. 409
         *     `invalid_state` when the campaign is completed or archived.
         */
        delete: operations["takeWinnerBack"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["getCampaignStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** @description A step as one contact would get it. */
        get: operations["previewCampaign"];
        put?: never;
        /**
         * @description A step as it is being written, as one contact would get it. Nothing is kept. What is left out is as the step at this
         *     position has it. 422 names `subject`, `body_text` or `body_html`, with line and column in the message.
         */
        post: operations["previewDraft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/variables": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["listCampaignVariables"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/why": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** @description Why nothing is sent now, and when it will be; of the whole campaign, or of one contact in it. */
        get: operations["whyCampaign"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/leave-out": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Takes contacts who need review, or were never written to, out of the campaign; the others are passed over. */
        post: operations["leaveOutContacts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/enrollments": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["listEnrollments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/sends": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["listCampaignSends"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** @description The emails of a campaign that wait for somebody's approval, each as it will go, oldest first. */
        get: operations["listCampaignApprovals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Those of all campaigns. */
        get: operations["listApprovals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Approves many, each by itself; a refusal of one does not stop the others. */
        post: operations["approveEmails"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Skips many, each by itself. */
        post: operations["skipEmails"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description The email may go, exactly as it was shown, or with the texts given here, which are sent word for word; signature and opt-out line are added. What changes afterwards voids the approval. Approving twice does nothing. 412 `version_mismatch`: it is another email by now. 409 `invalid_state`, `missing_field`, `already_approved` (an edit comes too late). */
        post: operations["approveEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/{id}/skip": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description The email is not sent. Its contact goes on to the next step, whose delay counts from now, or is finished. Skipping twice does nothing; one that was approved and has not begun to go can still be skipped. 409 `invalid_state`. */
        post: operations["skipEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sends": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listUnknownSends"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sends/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Settles many unknown sends, each by itself; a refusal of one does not stop the others. */
        post: operations["resolveSends"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sends/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["getSend"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sends/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Settles an unknown send. 409 `still_in_flight`. */
        post: operations["resolveSend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listContacts"];
        put?: never;
        /** @description Adds, or merges into the contact with this address: what is not empty wins, an empty value erases nothing. */
        post: operations["addContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/contacts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["getContact"];
        put?: never;
        post?: never;
        /** @description Deletes the person. A keyed hash stays on Do Not Contact. */
        delete: operations["eraseContact"];
        options?: never;
        head?: never;
        patch: operations["updateContact"];
        trace?: never;
    };
    "/contacts/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["getContactTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listLists"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listImports"];
        put?: never;
        /** @description Takes a CSV file. Columns are matched by their names unless `mapping` says otherwise. */
        post: operations["startImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["getImport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["cancelImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/rejected.csv": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["getRejectedRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * @description Takes a file that steps can carry: the body as it is, with its name in `filename`, or the first file of a form. 422
         *     names `filename` (required, max_length, characters, trailing, blocked_type) or `file` (not_empty, max_size,
         *     content_type, blocked_type). A file that no step has carried for a day is deleted.
         */
        post: operations["addAttachment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attachments/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * @description Reads the files of all campaigns that are not over, and tells which are missing or not what was attached (the first hundred).
         *     For managers; with gigabytes of files it takes a while.
         */
        get: operations["checkAttachments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attachments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["getAttachment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attachments/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["getAttachmentContent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/do-not-contact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listSuppressions"];
        put?: never;
        post: operations["addSuppression"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/do-not-contact/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["addSuppressions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/do-not-contact/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["removeSuppression"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["updateSettings"];
        trace?: never;
    };
    "/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listApiKeys"];
        put?: never;
        post: operations["addApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Server-sent events, each with `id`, `event` (its type) and `data` (JSON). */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getContract"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * @description Where a provider sends the browser back. Goes on to `/mailboxes?connected=ID`, `?reconnected=ID` or an error:
         *     `connect_error` (denied, exists, scope, expired, admin_consent, provider) or `reconnect_error` (denied, wrong_account,
         *     superseded, scope, expired, admin_consent, provider; with `mailbox`, its id).
         */
        get: operations["finishSignIn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/u/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        /** @description A page with one button. Changes nothing. */
        get: operations["showUnsubscribe"];
        put?: never;
        /** @description Opts out (RFC 8058). No sign-in, no redirect; answers the same however often it is asked. */
        post: operations["unsubscribe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/o/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description With `.gif` at its end. */
                token: string;
            };
            cookie?: never;
        };
        /** @description The pixel of a tracked email. */
        get: operations["loadPixel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/c/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        /** @description A link of a tracked email. */
        get: operations["followLink"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/support-bundle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * @description One JSON object a line: version, figures, each mailbox's state by id, and the last thousand protocol events of each. It
         *     holds no address, no body and no secret.
         */
        get: operations["getSupportBundle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/backup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Copies the database into a new file on the server's machine. Only through the socket in the data directory. */
        post: operations["makeBackup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Whether emails leave at all, and what holds all of them. */
        get: operations["getStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sending/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * @description Lets sending go on after a restore, or after the clock jumped; managers only. After a restore, emails that may have left
         *     since the backup are looked for in Sent mail; what becomes of those that are not there is `missing`.
         */
        post: operations["releaseSending"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Prometheus text; from this machine, or with a key. */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Status: {
            sending: {
                /** @enum {string} */
                state: "running" | "held";
                holds: components["schemas"]["SendingHold"][];
            };
            unknown_sends: number;
        };
        SendingHold: {
            /** @enum {string} */
            cause: "restore_hold" | "clock_hold" | "disk_full" | "provider_down";
            since: components["schemas"]["MaybeTime"];
            text: string;
            allowed_actions: ("release" | "retry" | "deactivate")[];
            provider: string | null;
            details: {
                reason?: string;
                since?: string;
                disconnected?: components["schemas"]["StoppedMailbox"][];
                removed?: components["schemas"]["StoppedMailbox"][];
                held?: components["schemas"]["StoppedMailbox"][];
                paused?: {
                    campaign_id: string;
                    name: string;
                }[];
                suppressed?: number;
                erased?: number;
                /** @description Emails that may have left after the backup. */
                in_doubt?: number;
                unreadable_lines?: number;
                journal_found?: boolean;
                jumped_seconds?: number;
                /** @description disk_full, read_only or io_error. */
                code?: string;
            };
        };
        StoppedMailbox: {
            mailbox_id: string;
            address: string;
        };
        ReleaseSending: {
            /** @enum {string} */
            cause: "restore_hold" | "clock_hold";
            /**
             * @description What becomes of emails in doubt that are not found in Sent mail; decide unless given.
             * @enum {string}
             */
            missing?: "decide" | "resend";
        };
        Error: {
            error: {
                /** @enum {string} */
                kind: "malformed" | "unauthenticated" | "denied" | "not_found" | "conflict" | "version" | "too_large" | "media_type" | "invalid" | "limit" | "temporary" | "storage" | "internal";
                code: string;
                /** @description What happened and what to do. May be shown. */
                message: string;
                field: string | null;
                details: {
                    errors?: components["schemas"]["FieldError"][];
                    missing?: string[];
                    mailbox_id?: string;
                    campaign_id?: string;
                    status?: string;
                    allowed?: string[];
                };
            };
        };
        FieldError: {
            field: string | null;
            rule: string | null;
            value?: unknown;
            message?: string;
        };
        /** Format: date-time */
        Time: string;
        /** Format: date-time */
        MaybeTime: string | null;
        Cursor: string | null;
        Total: number | null;
        SignIn: {
            email: string;
            password: string;
        };
        SetUp: {
            code?: string;
            email: string;
            password: string;
            name?: string;
            workspace?: string;
        };
        /** @enum {string} */
        Role: "owner" | "manager" | "member" | "viewer";
        User: {
            id: string;
            email: string;
            name: string;
            role: components["schemas"]["Role"];
            created_at: components["schemas"]["Time"];
        };
        Session: {
            user: components["schemas"]["User"];
            csrf_token: string;
        };
        Me: {
            user: components["schemas"]["User"] | null;
            role: components["schemas"]["Role"];
            scopes: string;
            csrf_token: string | null;
        };
        UserPage: {
            items: components["schemas"]["User"][];
            next_cursor: components["schemas"]["Cursor"];
            total: components["schemas"]["Total"];
        };
        /** @enum {string} */
        MailboxStatus: "active" | "inactive";
        /** @enum {string} */
        Provider: "smtp" | "google" | "microsoft" | "oauth";
        /** @enum {string} */
        MailboxAction: "disconnect" | "undo_disconnect" | "reconnect" | "remove" | "hold" | "release" | "update_sign_in" | "restart_campaigns";
        /** @enum {string} */
        HoldCause: "user" | "rate_limit" | "provider" | "bounce_guard" | "complaint_guard" | "catch_up";
        Hold: {
            cause: components["schemas"]["HoldCause"];
            until: components["schemas"]["MaybeTime"];
            /** @enum {string} */
            by: "user" | "system";
        };
        LastError: {
            code: string;
            text: string | null;
            at: components["schemas"]["MaybeTime"];
        };
        Mailbox: {
            id: string;
            address: string;
            name: string;
            provider: components["schemas"]["Provider"];
            status: components["schemas"]["MailboxStatus"];
            /** @enum {unknown} */
            cause: "user" | "auth_error" | "provider_block" | "operator" | null;
            holds: components["schemas"]["Hold"][];
            inactive_since: components["schemas"]["MaybeTime"];
            /** @enum {unknown} */
            inactive_by: "user" | "system" | null;
            inactive_by_name: string | null;
            last_error: components["schemas"]["LastError"] | null;
            epoch: number;
            allowed_actions: components["schemas"]["MailboxAction"][];
            /** @description Sends of it that are still on the wire. */
            finishing: number;
            /** @description Its receipt is still open. */
            disconnecting: boolean;
            daily_cap: number;
            ramp: components["schemas"]["Ramp"] | null;
            /** @description How many emails it may send today: the daily cap, or less while it ramps up. */
            cap_today: number;
            min_gap_seconds: number;
            timezone: string;
            reply_to: string | null;
            signature: string | null;
            /** @description The name that pixels and links of its emails carry; null: this server's own. */
            tracking_host: string | null;
            /** @description In HTML emails; empty: made from `signature`. */
            signature_html: string;
            /** @description Stands in From instead of `address`. The provider must let the mailbox send as it; the envelope's sender stays `address`. */
            send_as: string | null;
            sent_today: number;
            campaigns_count: number;
            last_sent_at: components["schemas"]["MaybeTime"];
            undo_until: components["schemas"]["MaybeTime"];
            restartable_campaigns: string[];
            locked: boolean;
            reads_replies: boolean;
            servers: components["schemas"]["Servers"] | null;
            health: Record<string, never> | null;
            synced_at: components["schemas"]["MaybeTime"];
            created_at: components["schemas"]["Time"];
        };
        /** @description The cap begins at `start`, and each day with an email raises that of the next one by `step`, up to `ceiling`. After 14 days without an email it begins anew. */
        Ramp: {
            start: number;
            step: number;
            /** @description Not below `start`. */
            ceiling: number;
        };
        /** @enum {string} */
        Security: "tls" | "starttls" | "none";
        Server: {
            host: string;
            port: number;
            security: components["schemas"]["Security"];
            username?: string | null;
        };
        /** @description The servers of a password mailbox; no secrets. */
        Servers: {
            smtp?: components["schemas"]["Server"] | null;
            imap?: components["schemas"]["Server"] | null;
        };
        MailboxCounts: {
            all: number;
            active: number;
            inactive: number;
            on_hold: number;
        };
        MailboxPage: {
            items: components["schemas"]["Mailbox"][];
            counts: components["schemas"]["MailboxCounts"];
            next_cursor: components["schemas"]["Cursor"];
            total: components["schemas"]["Total"];
        };
        ServerSignIn: {
            host?: string;
            port?: number;
            security?: components["schemas"]["Security"];
            /** @description Left out: the address. Empty: no sign-in. */
            username?: string;
            password?: string;
        };
        /** @description What is left out stays as saved; a password alone is for both servers. */
        PasswordSignIn: {
            password?: string;
            smtp?: components["schemas"]["ServerSignIn"];
            imap?: components["schemas"]["ServerSignIn"] | null;
        };
        NewMailbox: {
            /** @enum {string} */
            provider?: "smtp";
            address: string;
            name?: string;
            /** @description For both servers. */
            password?: string;
            smtp: components["schemas"]["ServerSignIn"];
            imap?: components["schemas"]["ServerSignIn"] | null;
        };
        MailboxSettings: {
            name?: string;
            daily_cap?: number;
            ramp?: components["schemas"]["Ramp"] | null;
            min_gap_seconds?: number;
            /** @description Empty: none. Must be a connected mailbox. */
            reply_to?: string;
            signature?: string;
            /** @description A name that leads here, such as links.example.com; empty: the server's own. */
            tracking_host?: string;
            signature_html?: string;
            /** @description Empty: its own address. */
            send_as?: string;
            timezone?: string;
        };
        ProviderChoice: {
            provider: components["schemas"]["Provider"];
            name: string;
            configured: boolean;
        };
        Discovery: {
            provider: components["schemas"]["Provider"];
            configured: boolean;
            smtp?: components["schemas"]["Server"];
            imap?: components["schemas"]["Server"];
            /** @enum {string} */
            source: "preset" | "guess";
            hint: string | null;
            /** @description Those that can be signed in to. */
            providers: components["schemas"]["ProviderChoice"][];
        };
        ConnectMailbox: {
            /** @enum {string} */
            provider: "google" | "microsoft" | "oauth";
            login_hint?: string;
        };
        Authorization: {
            authorization_url: string;
        };
        SignInOutcome: {
            code: string | null;
            expected: string | null;
            actual: string | null;
        };
        ImpactCampaign: {
            id: string;
            name: string;
            status: components["schemas"]["CampaignStatus"];
            /** @enum {string} */
            effect: "pauses" | "continues";
            contacts_waiting: number;
            contacts_held: number;
            other_active_mailboxes: number;
        };
        Impact: {
            version: string;
            campaigns: components["schemas"]["ImpactCampaign"][];
            campaigns_hidden: number;
            sends_in_flight: number;
            contacts_waiting: number;
            written_last_30_days: number;
        };
        DisconnectRequest: {
            version?: string;
            keep_running?: string[];
            revoke_now?: boolean;
            lock?: boolean;
        };
        Disconnected: {
            mailbox: components["schemas"]["Mailbox"];
            receipt: components["schemas"]["Receipt"];
        };
        BulkDisconnect: {
            results: {
                id: string;
                receipt: components["schemas"]["Receipt"] | null;
                error: {
                    code: string;
                    message: string;
                } | null;
            }[];
        };
        ReceiptCampaign: {
            id: string;
            name: string;
            previous_status: components["schemas"]["CampaignStatus"];
        };
        UnknownSend: {
            id: string;
            reason: string | null;
        };
        Receipt: {
            id: string;
            mailbox_id: string;
            /** @description The mailbox's after the disconnect. */
            epoch: number;
            /** @enum {string} */
            cause: "user" | "auth_error" | "provider_block" | "operator";
            requested_at: components["schemas"]["Time"];
            fenced_at: components["schemas"]["MaybeTime"];
            quiesced_at: components["schemas"]["MaybeTime"];
            last_byte_at: components["schemas"]["MaybeTime"];
            undone: boolean;
            campaigns_paused: components["schemas"]["ReceiptCampaign"][];
            sends_held: number;
            in_flight: {
                aborted: string[];
                sent: string[];
                unknown: components["schemas"]["UnknownSend"][];
            };
            grant: {
                /** @enum {unknown} */
                local: "kept_for_undo" | "deleted" | null;
                /** @enum {unknown} */
                provider: "revoked" | "pending" | "not_supported" | "shared" | "failed" | null;
            };
        };
        ReceiptPage: {
            items: components["schemas"]["Receipt"][];
            next_cursor: components["schemas"]["Cursor"];
            total: components["schemas"]["Total"];
        };
        RestartRequest: {
            campaign_ids: string[];
            overdue?: components["schemas"]["Overdue"];
            skip_older_than_days?: number;
        };
        /** @enum {string} */
        Overdue: "keep" | "shift" | "skip";
        Removal: {
            deleted: {
                [key: string]: number;
            };
            kept: {
                [key: string]: number;
            };
        };
        LoginCheck: {
            ok: boolean;
            text: string | null;
        };
        ConnectionTest: {
            smtp: components["schemas"]["LoginCheck"] | null;
            imap: components["schemas"]["LoginCheck"] | null;
        };
        Activity: {
            id: string;
            type: string;
            campaign_id: string | null;
            contact_id: string | null;
            data: Record<string, never> | null;
            created_at: components["schemas"]["Time"];
        };
        ActivityPage: {
            items: components["schemas"]["Activity"][];
            next_cursor: components["schemas"]["Cursor"];
            total: components["schemas"]["Total"];
        };
        /** @enum {string} */
        CampaignStatus: "draft" | "preparing" | "active" | "evergreen" | "paused" | "completed";
        /** @enum {string} */
        CampaignAction: "edit" | "add_contacts" | "launch" | "cancel_launch" | "pause" | "resume" | "duplicate" | "archive" | "unarchive" | "delete";
        /** @enum {string} */
        PauseCause: "user" | "mailbox_disconnected" | "mailbox_auth_error" | "mailbox_blocked" | "mailbox_removed" | "bounce_guard" | "complaint_guard" | "member_left" | "operator";
        Pause: {
            cause: components["schemas"]["PauseCause"];
            /** @description Who or what paused it: "ada@acme.test was disconnected by Ben." */
            text: string | null;
            mailbox_id: string | null;
            mailbox_ids: string[];
            previous_status: components["schemas"]["CampaignStatus"];
            at: components["schemas"]["Time"];
            /** @enum {string} */
            by: "user" | "system";
            by_user_id: string | null;
            by_name: string | null;
        };
        Step: {
            id: string;
            position: number;
            /** @description Null: in the thread of the step before. */
            subject: string | null;
            /** @description Shown beside the subject in lists of mail; in HTML emails only. */
            preheader: string | null;
            body_text: string;
            body_html: string | null;
            delay_hours: number | null;
            /** @description Sending days. */
            delay_days: number | null;
            /** @description Somebody approves each email of it. */
            review: boolean;
            /** @description Null: it is for everybody. */
            condition: components["schemas"]["Condition"] | null;
            /** @description The step's own texts are its variant A. */
            variant_a: {
                id: string;
                name: string;
                weight: number;
                enabled: boolean;
            };
            /** @description B to E. */
            variants: components["schemas"]["Variant"][];
            winner: components["schemas"]["WinnerRule"] | null;
            /** @description The variant that everybody gets from now on. */
            chosen: {
                variant_id: string;
                at: components["schemas"]["Time"];
                /** @enum {string} */
                by: "rule" | "user";
                by_user_id: string | null;
            } | null;
            /** @description All of its wordings carry them. */
            attachments: components["schemas"]["StepAttachment"][];
        };
        Attachment: {
            id: string;
            name: string;
            /** @description By its first bytes for images, PDF and zip; by its name for others. */
            type: string;
            size: number;
            /** @description PNG, JPEG, GIF and WebP can stand within the HTML. */
            may_be_inline: boolean;
            sha256: string;
            created_at: components["schemas"]["Time"];
        };
        AttachmentCheck: {
            items: components["schemas"]["AttachmentFault"][];
            /** @description Files, each counted for each step that carries it. */
            carried: number;
            faulty: number;
        };
        AttachmentFault: {
            campaign_id: string;
            /** @description Its name. */
            campaign: string;
            /** @description Its position. */
            step: number;
            file: string;
            /** @enum {string} */
            code: "attachment_missing" | "attachment_altered" | "attachment_unreadable";
            /** @description What is wrong, and what to do. */
            text: string;
        };
        StepAttachment: {
            id: string;
            name: string;
            type: string;
            size: number;
            may_be_inline: boolean;
            /** @description Goes with the HTML that shows it, and only then. */
            inline: boolean;
            /** @description What the HTML calls it by: `<img src="cid:…">`. Null: beside the text. */
            content_id: string | null;
        };
        StepAttachmentEdit: {
            id: string;
            /** @default false */
            inline: boolean;
            /** @description Of an inline image; left out: one is made. */
            content_id?: string | null;
        };
        /** @description Another wording of a step. Each contact gets one of those that are enabled, by weight, and always the same. */
        Variant: {
            id: string;
            name: string;
            weight: number;
            enabled: boolean;
            /** @description Null: the step's. */
            subject: string | null;
            body_text: string;
            body_html: string | null;
        };
        /** @description Matched by id; without one it is new. What is left out stays as it is. */
        VariantEdit: {
            id?: string;
            name?: string;
            /** @default 50 */
            weight: number;
            /** @default true */
            enabled: boolean;
            subject?: string | null;
            body_text?: string;
            body_html?: string | null;
        };
        /**
         * @description The best variant wins by itself once `after_sent` emails of each have had three days to be answered and its 95 %
         *     interval (Wilson) lies above those of all others. At ten times as many without a winner it is given up.
         */
        WinnerRule: {
            /** @default 50 */
            after_sent: number;
            /**
             * @default replies
             * @enum {string}
             */
            metric: "replies";
        };
        WinnerRuleEdit: {
            /** @default 50 */
            after_sent: number;
            /**
             * @default replies
             * @enum {string}
             */
            metric: "replies";
        };
        StepEdit: {
            id?: string;
            subject?: string | null;
            body_text?: string;
            preheader?: string | null;
            body_html?: string | null;
            delay_hours?: number | null;
            delay_days?: number | null;
            review?: boolean;
            condition?: components["schemas"]["ConditionEdit"] | null;
            variant_a?: {
                name?: string;
                weight?: number;
                enabled?: boolean;
            };
            /** @description All of them, beside variant A. 409 `variant_already_sent` when one that anyone was sent would go. */
            variants?: components["schemas"]["VariantEdit"][];
            /** @description Null: no rule. */
            winner?: components["schemas"]["WinnerRuleEdit"] | null;
            /** @description All of them, with 10 MB (10,485,760 bytes) together at most, as they are before they are encoded. */
            attachments?: components["schemas"]["StepAttachmentEdit"][];
        };
        /** @enum {string} */
        ConditionTest: "is" | "is_not" | "contains" | "exists" | "missing";
        /** @description A field of the contact: one of theirs or `custom.…`. Texts are compared without regard to case; `is_not` is met by a field that is missing. It is looked at when the step is planned and again when its email is about to leave. Who does not meet it skips the step, and the next one counts from the last email; or is stopped. */
        Condition: {
            field: string;
            is: components["schemas"]["ConditionTest"];
            /** @description Null for `exists` and `missing`. */
            value: string | null;
            /** @enum {string} */
            then: "skip" | "stop";
        };
        ConditionEdit: {
            field: string;
            is: components["schemas"]["ConditionTest"];
            value?: string | null;
            /**
             * @default skip
             * @enum {string}
             */
            then: "skip" | "stop";
        };
        Goal: {
            field: string;
            is: components["schemas"]["ConditionTest"];
            value: string | null;
        };
        GoalEdit: {
            field: string;
            is: components["schemas"]["ConditionTest"];
            value?: string | null;
        };
        /** @description An email that waits for somebody, as it will go. */
        Approval: {
            /** @description The send's. */
            id: string;
            campaign_id: string;
            campaign_name: string;
            contact: {
                id: string;
                email: string;
                name: string;
                company: string | null;
            };
            step: number;
            mailbox_id: string;
            mailbox_address: string;
            from: string;
            from_name: string | null;
            /** @description Null, like the texts: it cannot be composed, and `problem` says why. */
            subject: string | null;
            text: string | null;
            html: string | null;
            /** @description What may be edited: the text without signature and opt-out line. */
            body_text: string | null;
            body_html: string | null;
            /** @description Its subject is that of its thread and cannot be edited. */
            in_thread: boolean;
            /** @description What it carries. */
            attachments?: components["schemas"]["StepAttachment"][];
            /** @description What an approval may carry to be for this email and no other. */
            version: string | null;
            missing_field: string | null;
            problem: string | null;
            /** @description It was approved, and has changed since. */
            approved_before: {
                by_name: string | null;
                /** Format: date-time */
                at: string;
                /** @description The texts that were written then are kept. */
                edited: boolean;
            } | null;
            /** Format: date-time */
            since: string;
        };
        ApprovalPage: {
            items: components["schemas"]["Approval"][];
            next_cursor: components["schemas"]["Cursor"];
            total: components["schemas"]["Total"];
        };
        Approve: {
            version?: string;
            /** @description Not of a follow-up in its thread. */
            subject?: string;
            /** @description With it alone the email has no HTML, unless the campaign makes some from text. */
            body_text?: string;
            /** @description With it alone the plain text is made from it. */
            body_html?: string;
        };
        ApproveMany: {
            ids: string[];
            /** @description By id. */
            versions?: {
                [key: string]: string;
            };
        };
        ApprovalResults: {
            results: {
                id: string;
                ok: boolean;
                code: string | null;
                message: string | null;
            }[];
            done: number;
        };
        CampaignCounts: {
            contacts: number;
            sent: number;
            replied: number;
            bounced: number;
            unsubscribed: number;
            waiting: number;
            held: number;
            /** @description Lack a field that a step needs. */
            in_review: number;
            /** @description Emails that wait for somebody's approval. */
            to_approve: number;
            failed: number;
            unknown: number;
        };
        Campaign: {
            id: string;
            name: string;
            description: string;
            status: components["schemas"]["CampaignStatus"];
            paused: components["schemas"]["Pause"] | null;
            /** @description How many of its contacts were checked, while it is preparing. The event `campaign.preparing` tells of it too. */
            preparing: {
                checked: number;
                total: number;
            } | null;
            allowed_actions: components["schemas"]["CampaignAction"][];
            evergreen: boolean;
            archived: boolean;
            steps: components["schemas"]["Step"][];
            mailbox_ids: string[];
            active_mailboxes: number;
            owner_id: string | null;
            owner_name: string | null;
            timezone: string;
            /** @description Monday is 1. */
            sending_days: number[];
            sending_hours: number[];
            opt_out_line: boolean;
            /** @description Null: the workspace's wording. */
            opt_out_text: string | null;
            sender: components["schemas"]["Sender"];
            format: components["schemas"]["EmailFormat"];
            stop_on_reply: boolean;
            /** @description A pixel in HTML emails. */
            track_opens: boolean;
            /** @description Links of HTML emails lead through this server, opt-out links excepted. */
            track_clicks: boolean;
            /** @description An answer ends it for everybody at the company; never at public mail domains. */
            stop_on_colleague_reply: boolean;
            on_mailbox_loss: components["schemas"]["OnMailboxLoss"];
            overlap: components["schemas"]["Overlap"];
            new_contact_cap: number | null;
            timezone_source: components["schemas"]["TimezoneSource"];
            holidays: components["schemas"]["Holidays"];
            starts_on: components["schemas"]["MaybeDate"];
            ends_on: components["schemas"]["MaybeDate"];
            domain_spacing_minutes: number;
            goal: components["schemas"]["Goal"] | null;
            counts: components["schemas"]["CampaignCounts"];
            next_send_at: components["schemas"]["MaybeTime"];
            revision: number;
            created_at: components["schemas"]["Time"];
            launched_at: components["schemas"]["MaybeTime"];
            completed_at: components["schemas"]["MaybeTime"];
        };
        /**
         * @description What the campaign says instead of its mailboxes (name, reply_to, signature) and of the settings (organization, postal_address). Null: what they
         *     say. A signature is taken over in both forms.
         */
        Sender: {
            name: string | null;
            /** @description Must be a connected mailbox. */
            reply_to: string | null;
            signature: string | null;
            signature_html: string | null;
            organization: string | null;
            postal_address: string | null;
        };
        /** @description What is left out stays; null gives the mailbox's or the workspace's back. */
        SenderEdit: {
            name?: string | null;
            /** @description Must be a connected mailbox. */
            reply_to?: string | null;
            signature?: string | null;
            signature_html?: string | null;
            organization?: string | null;
            postal_address?: string | null;
        };
        /**
         * @description as_written: HTML where a step has it, always with a plain part. plain: no HTML. html: HTML always, made from the text where none was written.
         * @enum {string}
         */
        EmailFormat: "as_written" | "plain" | "html";
        /** @enum {string} */
        OnMailboxLoss: "pause" | "continue_with_others";
        /** @enum {string} */
        Overlap: "skip" | "allow";
        /**
         * @description Whose clock sending days and hours are read on. A contact without a time zone goes by the campaign’s.
         * @enum {string}
         */
        TimezoneSource: "campaign" | "contact";
        /** @description A day of the campaign’s time zone, included. */
        MaybeDate: string | null;
        /** @description Days on which nothing is sent. */
        Holidays: {
            /** @description ISO 3166 codes of countries whose national holidays are known here. */
            countries: string[];
            dates: string[];
        };
        /** @description Given as a whole; a list that is left out is empty. */
        HolidaysEdit: {
            countries?: string[];
            dates?: string[];
        };
        CampaignEdit: {
            name?: string;
            description?: string;
            evergreen?: boolean;
            timezone?: string;
            sending_days?: number[];
            sending_hours?: number[];
            mailbox_ids?: string[];
            steps?: components["schemas"]["StepEdit"][];
            opt_out_line?: boolean;
            opt_out_text?: string | null;
            sender?: components["schemas"]["SenderEdit"] | null;
            format?: components["schemas"]["EmailFormat"];
            stop_on_reply?: boolean;
            track_opens?: boolean;
            track_clicks?: boolean;
            /** @description An answer ends it for everybody at the company; never at public mail domains. */
            stop_on_colleague_reply?: boolean;
            on_mailbox_loss?: components["schemas"]["OnMailboxLoss"];
            overlap?: components["schemas"]["Overlap"];
            new_contact_cap?: number | null;
            timezone_source?: components["schemas"]["TimezoneSource"];
            holidays?: components["schemas"]["HolidaysEdit"] | null;
            starts_on?: components["schemas"]["MaybeDate"];
            ends_on?: components["schemas"]["MaybeDate"];
            /** @description Between two emails to one company domain; 0 is off. */
            domain_spacing_minutes?: number;
            /** @description A contact whose field is so has reached the goal: nothing more is sent to them. */
            goal?: components["schemas"]["GoalEdit"] | null;
            /** @description The campaign’s, as it was read. */
            revision?: number;
        };
        NewCampaign: components["schemas"]["CampaignEdit"] & {
            name: string;
        };
        /** @enum {string} */
        CampaignSort: "name" | "-name" | "status" | "-status" | "created_at" | "-created_at" | "contacts" | "-contacts" | "sent" | "-sent" | "replied" | "-replied" | "bounced" | "-bounced" | "next_send_at" | "-next_send_at";
        CampaignPage: {
            items: components["schemas"]["Campaign"][];
            next_cursor: components["schemas"]["Cursor"];
            total: components["schemas"]["Total"];
        };
        /** @description One of the three. */
        CampaignContacts: {
            contact_ids?: string[];
            list?: string;
            filter?: {
                all?: boolean;
                query?: string;
                list?: string;
            };
        };
        ContactsAdded: {
            added: number;
            skipped: {
                contact_id: string;
                reason: string;
            }[];
            skipped_total: number;
            /** @description Of those added: in countries that the policy warns about. */
            warned: number;
        };
        ResumeRequest: {
            overdue?: components["schemas"]["Overdue"];
            skip_older_than_days?: number;
        };
        Preview: {
            step: number;
            from: string | null;
            from_name: string | null;
            /** @description Null: answers come to `from`. */
            reply_to: string | null;
            subject: string | null;
            text: string;
            html: string | null;
            words: number;
            /** @description Not null: the contact would be held for review. */
            missing_field: string | null;
            /** @description What the email carries. */
            attachments: components["schemas"]["StepAttachment"][];
        };
        PreviewDraft: {
            /** @description Left out: the campaign's first contact, else a made-up one. */
            contact_id?: string;
            /** @default 1 */
            step: number;
            subject?: string | null;
            preheader?: string | null;
            body_text?: string;
            body_html?: string | null;
            attachments?: components["schemas"]["StepAttachmentEdit"][];
        };
        /** @description What the texts of the campaign can hold, and how many of its contacts have no value for it. */
        Variables: {
            /** @description Those looked at; in progress or in review. */
            contacts: number;
            /** @description There are more than those. */
            is_sample: boolean;
            variables: {
                name: string;
                /** @description Null: it is no value of a contact. */
                missing: number | null;
            }[];
        };
        Review: {
            /** @description As `blocking`. */
            blocks: components["schemas"]["ReviewNote"][];
            /** @description What a launch would be refused for. */
            blocking: components["schemas"]["ReviewNote"][];
            /** @description Worth a second look; nothing is refused for it. */
            warnings: components["schemas"]["ReviewNote"][];
            /** @description The texts of `warnings`. */
            advice: string[];
            counts: {
                contacts: number;
                to_write_to: number;
                in_review: number;
                excluded: number;
                /** @description All steps together, if nobody answers. */
                emails: number;
            };
            /** @description Of a draft, only the first 1,000 contacts are looked at; a launch looks at all. */
            checked: number;
            /** @description Everybody was looked at. */
            is_complete: boolean;
            /** @description Who gets nothing, and why. */
            excluded: {
                /** @description `suppressed`, `overlap`, `missing_field`, `left_out` or `stopped`. */
                reason: string;
                /** @description `missing_field`: which. */
                field: string | null;
                contacts: number;
                /** @description A few of them, of a draft. */
                examples: {
                    contact_id: string;
                    enrollment_id: string;
                    email: string;
                }[];
            }[];
            timezone: string;
            first_send_at: components["schemas"]["MaybeTime"];
            last_send_at: components["schemas"]["MaybeTime"];
            mailboxes: (components["schemas"]["MailboxLoad"] & {
                /** @description Its own, and its share of those not begun. */
                contacts: number;
            })[];
        };
        ReviewNote: {
            code: string;
            /** @description Null: about no step alone. */
            step: number | null;
            /** @description Its letter; null where the step has one wording. */
            variant: string | null;
            text: string;
        };
        MailboxLoad: {
            id: string;
            address: string;
            status: components["schemas"]["MailboxStatus"];
            daily_cap: number;
            /** @description All it would send for this campaign. */
            emails: number;
            /** @description The most of it in one day. */
            peak_per_day: number;
            /** @description Other running campaigns that send from it; they make it later. */
            shared_with: number;
        };
        Forecast: {
            /** @enum {string} */
            assumes: "running" | "launched_now" | "resumed_now";
            /** @description Steps that leave only for those whom a condition fits; counted as if for everybody. */
            conditional_steps: number[];
            /** @description Steps that wait for an approval; counted as if it were given at once. */
            steps_to_approve: number[];
            /** @description Of `days`. */
            timezone: string;
            first_send_at: components["schemas"]["MaybeTime"];
            last_send_at: components["schemas"]["MaybeTime"];
            /** @description Emails that leave. */
            total: number;
            /** @description Contacts for whom nothing leaves unless somebody lets it. */
            held: number;
            /**
             * Format: date-time
             * @description Later than this it is counted by day. Null: all of it is exact.
             */
            exact_until: string | null;
            mailboxes: components["schemas"]["MailboxLoad"][];
            /** @description By date, mailbox and step; none with 0. */
            days: {
                /** Format: date */
                date: string;
                mailbox_id: string;
                step: number;
                count: number;
            }[];
            /** @description The next 50 emails. */
            next: components["schemas"]["ForecastSend"][];
        };
        ForecastSend: {
            enrollment_id: string;
            contact_id: string;
            email: string;
            step: number;
            mailbox_id: string;
            /** Format: date-time */
            at: string;
        };
        ReassignRequest: {
            from_mailbox_id: string;
            /** @description Left out: all other active ones, by their room. */
            to_mailbox_ids?: string[];
            /** @description Left out: everybody who waits. */
            contact_ids?: string[];
            /** @description Contacts in a conversation who change the mailbox all the same. */
            include_threads?: string[];
            /**
             * @description Nothing is changed.
             * @default false
             */
            preview: boolean;
        };
        Reassigned: {
            /** @description Had not been written to. */
            moved: number;
            moved_threads: number;
            /** @description In a conversation; they keep the mailbox. */
            kept_threads: number;
            /** @description The first 200 of those who keep it. */
            threads: {
                contact_id: string;
                email: string;
                last_sent_at: components["schemas"]["MaybeTime"];
            }[];
        };
        TestSendRequest: {
            /** @default 1 */
            step: number;
            /** @description As whom. Left out: the campaign's first contact, else a made-up one. */
            contact_id?: string;
            /** @description One's own address (the default), or that of a mailbox that is connected here. */
            to?: string;
            /** @description Left out: the campaign's first active one. */
            mailbox_id?: string;
        };
        TestSend: {
            id: string;
            campaign_id: string;
            contact_id: string | null;
            mailbox_id: string;
            step: number;
            to: string;
            /**
             * @description `cancelled`: stopped before it was handed over.
             * @enum {string}
             */
            status: "sent" | "failed" | "unknown" | "cancelled";
            error: {
                code: string;
                /** @description In the words of the server where it was refused. */
                text: string | null;
            } | null;
            /** Format: date-time */
            created_at: string;
            ended_at: components["schemas"]["MaybeTime"];
        };
        ResumePreview: {
            timezone: string;
            first_send_at: components["schemas"]["MaybeTime"];
            last_send_at: components["schemas"]["MaybeTime"];
            total: number;
            held: number;
            /** @description Contacts who would get nothing more, being overdue for too long. */
            skipped: number;
            /** @description The first 50 emails. */
            next: components["schemas"]["ForecastSend"][];
        };
        CampaignStats: {
            contacts: number;
            sent: number;
            replied: number;
            bounced: number;
            unsubscribed: number;
            failed: number;
            unknown: number;
            opened: components["schemas"]["TrackedFigure"];
            clicked: components["schemas"]["TrackedFigure"];
            /** @description Contacts marked as goal reached. */
            goals: number;
            steps: {
                id: string;
                position: number;
                sent: number;
                /** @description Answers to this step; it was the last that their writers had got. */
                replied: number;
                /** @description People whose last email was this one. */
                bounced: number;
                unsubscribed: number;
                failed: number;
                unknown: number;
                opened: components["schemas"]["TrackedFigure"];
                clicked: components["schemas"]["TrackedFigure"];
                /** @description Variant A first. Contacts who were erased count on neither side. */
                variants: components["schemas"]["VariantStats"][];
                /** @description How the comparison stands; null unless two variants are enabled. */
                experiment: {
                    /** @enum {string} */
                    state: "collecting" | "unclear" | "clear" | "given_up" | "chosen";
                    /** @description When the state is `clear` or `chosen`. */
                    leader_id: string | null;
                    /** @description The best one wins by itself. */
                    automatic: boolean;
                    after_sent: number;
                } | null;
            }[];
            /**
             * @description Of the last 90 days (UTC) those on which anything was sent, or first opened or clicked by a person, or on which an
             *     answer or a bounce ended it for a contact.
             */
            by_day: {
                /** Format: date */
                day: string;
                sent: number;
                /** @description Contacts. */
                replied: number;
                /** @description Contacts. */
                bounced: number;
                opened: number;
                clicked: number;
            }[];
        };
        /** @description Emails, not requests. */
        TrackedFigure: {
            /** @description Sent emails that carry a pixel, or a tracked link. */
            tracked: number;
            /** @description Of these those that anything asked for. */
            raw: number;
            /** @description Of these those that a person asked for, as far as that can be told (docs/tracking.md). */
            filtered: number;
        };
        VariantStats: {
            id: string;
            name: string;
            weight: number;
            enabled: boolean;
            sent: number;
            replied: number;
            /** @description Replied of sent; null before anything was sent. */
            share: number | null;
            /** @description The 95 % interval (Wilson) of the share. */
            interval: {
                low: number;
                high: number;
            } | null;
            opened: components["schemas"]["TrackedFigure"];
            clicked: components["schemas"]["TrackedFigure"];
        };
        /** @enum {string} */
        HeldReason: "campaign_paused" | "mailbox_inactive" | "mailbox_hold" | "catch_up" | "window" | "gap" | "cap" | "new_contact_cap" | "domain_spacing" | "review" | "missing_field" | "suppressed" | "overlap" | "country_policy" | "provider_down" | "restore_hold" | "clock_hold" | "disk_full" | "attachment_missing" | "email_too_large" | "unknown_pending" | "contact_paused" | "colleague_replied" | "condition" | "goal_reached" | "waiting";
        Why: {
            /** @description The first of the reasons. */
            reason: components["schemas"]["HeldReason"] | null;
            /** @description In words: of the first reason, or of what is no reason: a draft, a reply. */
            text: string | null;
            /** @description What frees it: resume, reconnect, add_mailbox, release, wait, approve, review, lift, allow_overlap, allow_country, free_disk, attach or resolve. */
            action: string | null;
            reasons: {
                reason: components["schemas"]["HeldReason"];
                text: string;
                action: string | null;
                mailbox_id: string | null;
                /** @description `overlap`, of one contact: the other campaign. */
                campaign_id: string | null;
                contacts: number | null;
                next_at: components["schemas"]["MaybeTime"];
            }[];
            next_send_at: components["schemas"]["MaybeTime"];
        };
        /** @enum {string} */
        EnrollmentStatus: "live" | "review" | "finished" | "replied" | "bounced" | "unsubscribed" | "suppressed" | "failed" | "stopped";
        Enrollment: {
            id: string;
            contact_id: string;
            email: string;
            name: string | null;
            company: string | null;
            status: components["schemas"]["EnrollmentStatus"];
            /** @description The step that comes next. */
            step: number;
            mailbox_id: string | null;
            due_at: components["schemas"]["MaybeTime"];
            last_sent_at: components["schemas"]["MaybeTime"];
            /** @description The field that is missing. */
            review_field: string | null;
            /** @description Their next email waits for somebody's approval: it, below /approvals. */
            approval_id: string | null;
            /** @description Why it was stopped, where more is known: `overlap`, `left_out`, `ended` (the campaign’s last day was over), `by_hand`, `colleague_replied`, `condition`; or `goal`. */
            end_reason: string | null;
            ended_at: components["schemas"]["MaybeTime"];
            paused_at: components["schemas"]["MaybeTime"];
            allowed_actions: ("pause" | "resume" | "stop" | "goal")[];
            created_at: components["schemas"]["Time"];
        };
        /** @description Either `ids` or `filter`. At most 1,000 campaigns. */
        CampaignsChange: {
            /** @enum {string} */
            action: "pause" | "resume" | "archive" | "unarchive" | "duplicate" | "delete";
            ids?: string[];
            /** @description As in the list of campaigns. */
            filter?: {
                status?: components["schemas"]["CampaignStatus"];
                archived?: boolean;
                owner?: string;
                mailbox?: string;
                q?: string;
            };
        };
        CampaignsChanged: {
            results: {
                id: string;
                error: {
                    code: string;
                    message: string;
                } | null;
            }[];
        };
        CampaignActivity: {
            id: string;
            /** @enum {string} */
            actor: "user" | "key" | "shell" | "system";
            actor_name: string;
            action: string;
            /** @description In words. */
            text: string;
            /** @description Whose going caused it. */
            mailbox_id: string | null;
            at: components["schemas"]["Time"];
        };
        ActivityOfCampaign: {
            items: components["schemas"]["CampaignActivity"][];
            next_cursor: components["schemas"]["Cursor"];
            total: components["schemas"]["Total"];
        };
        /** @enum {string} */
        ViewPage: "campaigns" | "contacts" | "mailboxes";
        View: {
            id: string;
            page: components["schemas"]["ViewPage"];
            name: string;
            /** @description As it stands behind the “?” of the address of the page. */
            query: string;
            created_at: components["schemas"]["Time"];
        };
        NewView: {
            page: components["schemas"]["ViewPage"];
            name: string;
            query: string;
        };
        ViewEdit: {
            name?: string;
            query?: string;
        };
        Views: {
            items: components["schemas"]["View"][];
            next_cursor: components["schemas"]["Cursor"];
            total: components["schemas"]["Total"];
        };
        /** @description One of the two. */
        LeaveOut: {
            enrollment_ids?: string[];
            /**
             * @description Everybody who needs review now.
             * @enum {string}
             */
            status?: "review";
        };
        EnrollmentPage: {
            items: components["schemas"]["Enrollment"][];
            next_cursor: components["schemas"]["Cursor"];
            total: components["schemas"]["Total"];
        };
        /** @enum {string} */
        SendStatus: "due" | "claimed" | "transmitting" | "sent" | "failed" | "unknown" | "cancelled";
        Send: {
            id: string;
            campaign_id: string;
            enrollment_id: string | null;
            contact_id: string | null;
            email: string | null;
            mailbox_id: string | null;
            campaign_name: string;
            mailbox_address: string | null;
            step: number;
            variant_id: string | null;
            status: components["schemas"]["SendStatus"];
            held_reason: components["schemas"]["HeldReason"] | null;
            next_at: components["schemas"]["MaybeTime"];
            message_id: string | null;
            subject: string | null;
            due_at: components["schemas"]["MaybeTime"];
            sent_at: components["schemas"]["MaybeTime"];
            attempts: number;
            last_error: {
                code: string;
                text: string | null;
            } | null;
            search: components["schemas"]["SendSearch"] | null;
        };
        /** @description What is known about a send of which nobody knew whether the provider took it. */
        SendSearch: {
            /** @enum {string} */
            reason: "no_answer" | "cut" | "process_died" | "restored";
            unknown_since: components["schemas"]["Time"];
            /** @enum {string} */
            state: "waiting" | "mailbox_inactive" | "cannot_read" | "no_sent_folder" | "not_found" | "found" | "ended";
            /** @description How the search stands. May be shown. */
            text: string;
            searches: number;
            last_searched_at: components["schemas"]["MaybeTime"];
            next_search_at: components["schemas"]["MaybeTime"];
            found_at: components["schemas"]["MaybeTime"];
            /** @description The folder. */
            found_in: string | null;
        };
        /** @enum {string} */
        Resolution: "sent" | "resend" | "drop";
        SendsResolved: {
            resolved: number;
            refused: {
                id: string;
                code: string;
                message: string;
            }[];
        };
        SendPage: {
            items: components["schemas"]["Send"][];
            next_cursor: components["schemas"]["Cursor"];
            total: components["schemas"]["Total"];
        };
        ContactFields: {
            first_name?: string | null;
            last_name?: string | null;
            title?: string | null;
            company?: string | null;
            location?: string | null;
            country?: string | null;
            timezone?: string | null;
            language?: string | null;
            linkedin?: string | null;
            twitter?: string | null;
            context?: string | null;
            source?: string | null;
            legal_basis?: string | null;
        };
        ContactEdit: components["schemas"]["ContactFields"] & {
            email?: string;
            custom?: {
                [key: string]: string | number | boolean | null;
            };
            list?: string;
        };
        NewContact: components["schemas"]["ContactEdit"] & {
            email: string;
        };
        Contact: components["schemas"]["ContactFields"] & {
            id: string;
            email: string;
            custom: {
                [key: string]: string;
            };
            lists: string[];
            suppressed: boolean;
            created_at: components["schemas"]["Time"];
            updated_at: components["schemas"]["Time"];
        };
        ContactPage: {
            items: components["schemas"]["Contact"][];
            next_cursor: components["schemas"]["Cursor"];
            total: components["schemas"]["Total"];
        };
        Erasure: {
            erased: boolean;
            kept: {
                sends: number;
                do_not_contact: boolean;
            };
            elsewhere: string[];
        };
        TimelineEntry: {
            /** @description send, click, added_to_campaign, campaign_ended, or a kind of incoming mail. */
            type: string;
            at: components["schemas"]["Time"];
            campaign_id: string | null;
            campaign_name: string | null;
            mailbox_id: string | null;
            send_id: string | null;
            step: number | null;
            subject: string | null;
            status: string | null;
            /** @description Of a click: where it led. */
            url: string | null;
        };
        TimelinePage: {
            items: components["schemas"]["TimelineEntry"][];
            next_cursor?: components["schemas"]["Cursor"];
            total?: components["schemas"]["Total"];
        };
        List: {
            id: string;
            name: string;
            contacts: number;
            created_at: components["schemas"]["Time"];
        };
        ListPage: {
            items: components["schemas"]["List"][];
            next_cursor?: components["schemas"]["Cursor"];
            total?: components["schemas"]["Total"];
        };
        /** @enum {string} */
        ImportStatus: "queued" | "checking" | "running" | "done" | "failed" | "cancelled";
        Import: {
            id: string;
            status: components["schemas"]["ImportStatus"];
            rows_total: number;
            rows_done: number;
            bytes_done: number;
            bytes_total: number;
            added: number;
            updated: number;
            rejected: number;
            suppressed: number;
            list_id: string | null;
            error: string | null;
            created_at: components["schemas"]["Time"];
            finished_at: components["schemas"]["MaybeTime"];
        };
        ImportPage: {
            items: components["schemas"]["Import"][];
            next_cursor: components["schemas"]["Cursor"];
            total: components["schemas"]["Total"];
        };
        Suppression: {
            id: string;
            /** @enum {string} */
            kind: "address" | "domain";
            /** @description Null: an erased address, of which only a keyed hash is kept. */
            value: string | null;
            erased: boolean;
            reason: string | null;
            source: string | null;
            created_by: string | null;
            created_at: components["schemas"]["Time"];
        };
        NewSuppression: {
            value: string;
            reason?: string;
        };
        SuppressionPage: {
            items: components["schemas"]["Suppression"][];
            next_cursor: components["schemas"]["Cursor"];
            total: components["schemas"]["Total"];
        };
        SuppressionsAdded: {
            added: number;
            already: number;
            rejected: {
                value: string;
                message: string;
            }[];
        };
        Settings: {
            country_policy: components["schemas"]["CountryPolicy"];
            name: string;
            organization: string;
            postal_address: string;
            timezone: string;
            opt_out_text: string;
            /** @description Where nobody is tracked without consent: ISO 3166-1 codes. With any listed, people whose country is not known are not tracked either. */
            no_tracking_countries: string[];
            /** @description The list is the one that comes with Outrider. */
            no_tracking_is_default: boolean;
            /** @description Where this server is reached; set by its operator. */
            base_url: string;
            /** @description How long a disconnect can be undone. */
            undo_seconds: number;
        };
        /** @enum {string} */
        CountryRule: "allow" | "warn" | "block";
        /** @description Whether people of a country may be written to. Warned about are they where contacts are added to a campaign. */
        CountryPolicy: {
            default: components["schemas"]["CountryRule"];
            unknown: components["schemas"]["CountryRule"];
            /** @description By code of ISO 3166, such as DE. */
            countries: {
                [key: string]: components["schemas"]["CountryRule"];
            };
            changed_at: components["schemas"]["MaybeTime"];
        };
        /** @description What is left out stays. The countries that are given are all there are. */
        CountryPolicyEdit: {
            default?: components["schemas"]["CountryRule"];
            unknown?: components["schemas"]["CountryRule"];
            countries?: {
                [key: string]: components["schemas"]["CountryRule"];
            };
        };
        SettingsEdit: {
            country_policy?: components["schemas"]["CountryPolicyEdit"];
            name?: string;
            organization?: string;
            postal_address?: string;
            timezone?: string;
            /** @description Empty: the wording that comes with Outrider. */
            opt_out_text?: string;
            /** @description Codes or names; null: the list that comes with Outrider. */
            no_tracking_countries?: string[] | null;
        };
        ApiKey: {
            id: string;
            name: string;
            scopes: string[];
            created_by: string | null;
            created_at: components["schemas"]["Time"];
            used_at: components["schemas"]["MaybeTime"];
        };
        ApiKeyPage: {
            items: components["schemas"]["ApiKey"][];
            next_cursor: components["schemas"]["Cursor"];
            total: components["schemas"]["Total"];
        };
        NewApiKey: {
            name: string;
            scopes?: string[];
        };
        ApiKeyMade: components["schemas"]["ApiKey"] & {
            key: string;
        };
        AuditEntry: {
            id: string;
            /** @enum {string} */
            actor: "user" | "key" | "shell" | "system";
            actor_id: string | null;
            action: string;
            object_id: string | null;
            data: Record<string, never> | null;
            created_at: components["schemas"]["Time"];
        };
        AuditPage: {
            items: components["schemas"]["AuditEntry"][];
            next_cursor: components["schemas"]["Cursor"];
            total: components["schemas"]["Total"];
        };
    };
    responses: {
        /** @description Refused or failed. */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Done. */
        Done: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": Record<string, never>;
            };
        };
        /** @description The mailbox. */
        Mailbox: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Mailbox"];
            };
        };
        /** @description The campaign. */
        Campaign: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Campaign"];
            };
        };
        /** @description The mailbox, or where to go. */
        SignedInOrAuthorization: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Mailbox"] | components["schemas"]["Authorization"];
            };
        };
    };
    parameters: {
        id: string;
        limit: number;
        cursor: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Signed in; the cookie is set. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Done"];
            default: components["responses"]["Problem"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who asks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getSetupState: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether the first owner has still to be made, and whether this browser is signed in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        needed: boolean;
                        signed_in: boolean;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    setUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetUp"];
            };
        };
        responses: {
            /** @description Made and signed in. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listMailboxes: {
        parameters: {
            query?: {
                /** @description on_hold: active, and something holds it. */
                status?: "active" | "inactive" | "on_hold";
                /** @description A part of the address or name. */
                q?: string;
                limit?: components["parameters"]["limit"];
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailboxPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    addMailbox: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMailbox"];
            };
        };
        responses: {
            /** @description Added and active. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mailbox"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    discoverMailbox: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    address: string;
                };
            };
        };
        responses: {
            /** @description What is known about the address. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discovery"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    connectMailbox: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectMailbox"];
            };
        };
        responses: {
            /** @description Where to go. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authorization"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getJointImpact: {
        parameters: {
            query: {
                /** @description Mailbox ids separated by commas. */
                ids: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What disconnecting all of them would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Impact"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    bulkDisconnect: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ids: string[];
                };
            };
        };
        responses: {
            /** @description A result for each. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkDisconnect"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getMailbox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Mailbox"];
            default: components["responses"]["Problem"];
        };
    };
    removeMailbox: {
        parameters: {
            query: {
                /** @description The mailbox's address. */
                confirm: string;
            };
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Removal"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateMailbox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MailboxSettings"];
            };
        };
        responses: {
            200: components["responses"]["Mailbox"];
            default: components["responses"]["Problem"];
        };
    };
    getImpact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What disconnecting it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Impact"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    disconnectMailbox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DisconnectRequest"];
            };
        };
        responses: {
            /** @description Quiet. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Disconnected"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    undoDisconnect: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Mailbox"];
            default: components["responses"]["Problem"];
        };
    };
    reconnectMailbox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PasswordSignIn"];
            };
        };
        responses: {
            200: components["responses"]["SignedInOrAuthorization"];
            default: components["responses"]["Problem"];
        };
    };
    updateSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PasswordSignIn"];
            };
        };
        responses: {
            200: components["responses"]["SignedInOrAuthorization"];
            default: components["responses"]["Problem"];
        };
    };
    getSignInOutcome: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The latest outcome. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInOutcome"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    testMailbox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How each sign-in went. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTest"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    holdMailbox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** Format: date-time */
                    until?: string | null;
                };
            };
        };
        responses: {
            200: components["responses"]["Mailbox"];
            default: components["responses"]["Problem"];
        };
    };
    releaseMailbox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Mailbox"];
            default: components["responses"]["Problem"];
        };
    };
    restartCampaigns: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RestartRequest"];
            };
        };
        responses: {
            /** @description Running again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        campaigns: components["schemas"]["Campaign"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listMailboxActivity: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActivityPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listReceipts: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiptPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getReceipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The receipt; open while quiesced_at is null. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listCampaigns: {
        parameters: {
            query?: {
                status?: components["schemas"]["CampaignStatus"];
                /** @description A part of the name. */
                q?: string;
                archived?: boolean;
                /** @description A user's id. */
                owner?: string;
                /** @description The id of a mailbox that they send from. */
                mailbox?: string;
                /**
                 * @description Newest first when left out. With "-" in front the largest, or the last, comes first. `status`: active, evergreen,
                 *     preparing, paused, draft, completed. `next_send_at` goes by when the next email is planned: hours and gaps may make it
                 *     later; what plans none is last.
                 */
                sort?: components["schemas"]["CampaignSort"];
                limit?: components["parameters"]["limit"];
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    addCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCampaign"];
            };
        };
        responses: {
            /** @description A draft. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Campaign"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Campaign"];
            default: components["responses"]["Problem"];
        };
    };
    deleteCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Done"];
            default: components["responses"]["Problem"];
        };
    };
    updateCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignEdit"];
            };
        };
        responses: {
            200: components["responses"]["Campaign"];
            default: components["responses"]["Problem"];
        };
    };
    addCampaignContacts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignContacts"];
            };
        };
        responses: {
            /** @description How many were added and who was left out. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactsAdded"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    launchCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Campaign"];
            default: components["responses"]["Problem"];
        };
    };
    cancelCampaignLaunch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Campaign"];
            default: components["responses"]["Problem"];
        };
    };
    pauseCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Campaign"];
            default: components["responses"]["Problem"];
        };
    };
    resumeCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ResumeRequest"];
            };
        };
        responses: {
            200: components["responses"]["Campaign"];
            default: components["responses"]["Problem"];
        };
    };
    changeCampaigns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignsChange"];
            };
        };
        responses: {
            /** @description A result for each. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignsChanged"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listCampaignActivity: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActivityOfCampaign"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listViews: {
        parameters: {
            query: {
                page: components["schemas"]["ViewPage"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The views. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Views"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    addView: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewView"];
            };
        };
        responses: {
            /** @description The view. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["View"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteView: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Done"];
            default: components["responses"]["Problem"];
        };
    };
    updateView: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ViewEdit"];
            };
        };
        responses: {
            /** @description The view. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["View"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    duplicateCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: components["responses"]["Campaign"];
            default: components["responses"]["Problem"];
        };
    };
    archiveCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @default true */
                    archived?: boolean;
                };
            };
        };
        responses: {
            200: components["responses"]["Campaign"];
            default: components["responses"]["Problem"];
        };
    };
    reviewCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The review. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Review"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    forecastCampaign: {
        parameters: {
            query?: {
                /** @description How many days are listed. */
                days?: number;
            };
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The forecast. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Forecast"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    reassignContacts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReassignRequest"];
            };
        };
        responses: {
            /** @description Who goes and who stays. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reassigned"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    sendTest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TestSendRequest"];
            };
        };
        responses: {
            /** @description How it ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestSend"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    previewResume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ResumeRequest"];
            };
        };
        responses: {
            /** @description The first emails. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResumePreview"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    pauseContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
                contact_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contact in the campaign. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrollment"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    resumeContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
                contact_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contact in the campaign. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrollment"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    stopContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
                contact_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contact in the campaign. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrollment"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    goalReached: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
                contact_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contact in the campaign. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrollment"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    chooseWinner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
                step_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    variant_id: string;
                };
            };
        };
        responses: {
            /** @description The step. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Step"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    takeWinnerBack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
                step_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The step. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Step"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getCampaignStats: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its figures. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignStats"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    previewCampaign: {
        parameters: {
            query?: {
                /** @description Left out: the campaign's first contact, else a made-up one. */
                contact_id?: string;
                step?: number;
                /** @description A variant's id. Left out: the step's own texts. */
                variant?: string;
            };
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rendered email. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    previewDraft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewDraft"];
            };
        };
        responses: {
            /** @description The rendered email. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listCampaignVariables: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The variables. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Variables"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    whyCampaign: {
        parameters: {
            query?: {
                contact_id?: string;
            };
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is in the way. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Why"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    leaveOutContacts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LeaveOut"];
            };
        };
        responses: {
            /** @description How many. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        left_out: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listEnrollments: {
        parameters: {
            query?: {
                status?: components["schemas"]["EnrollmentStatus"];
                /** @description A part of the name, company or address. */
                q?: string;
                limit?: components["parameters"]["limit"];
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnrollmentPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listCampaignSends: {
        parameters: {
            query?: {
                status?: components["schemas"]["SendStatus"];
                step?: number;
                /** @description A mailbox's id. */
                mailbox?: string;
                limit?: components["parameters"]["limit"];
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SendPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listCampaignApprovals: {
        parameters: {
            query?: {
                /** @description A part of name, company or address. */
                q?: string;
                limit?: components["parameters"]["limit"];
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listApprovals: {
        parameters: {
            query?: {
                /** @description A part of name, company or address. */
                q?: string;
                limit?: components["parameters"]["limit"];
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    approveEmails: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApproveMany"];
            };
        };
        responses: {
            /** @description How it went for each. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalResults"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    skipEmails: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ids: string[];
                };
            };
        };
        responses: {
            /** @description How it went for each. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalResults"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    approveEmail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Approve"];
            };
        };
        responses: {
            /** @description The send. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Send"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    skipEmail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The send. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Send"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listUnknownSends: {
        parameters: {
            query?: {
                status?: "unknown";
                limit?: components["parameters"]["limit"];
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sends that need a decision. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SendPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    resolveSends: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ids: string[];
                    as: components["schemas"]["Resolution"];
                };
            };
        };
        responses: {
            /** @description How many were settled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SendsResolved"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getSend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The send. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Send"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    resolveSend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    as: components["schemas"]["Resolution"];
                };
            };
        };
        responses: {
            /** @description The send. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Send"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listContacts: {
        parameters: {
            query?: {
                /** @description A part of name, company or address. */
                query?: string;
                /** @description A list's name. */
                list?: string;
                limit?: components["parameters"]["limit"];
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    addContact: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewContact"];
            };
        };
        responses: {
            /** @description Merged. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            /** @description Added. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contact. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    eraseContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was kept, and what this program cannot reach. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactEdit"];
            };
        };
        responses: {
            /** @description The contact. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getContactTimeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened with this person, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimelinePage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listLists: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All lists by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listImports: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    startImport: {
        parameters: {
            query?: {
                /** @description Everybody is put on this list. */
                list?: string;
                /** @description JSON: column name to field name. */
                mapping?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
                "multipart/form-data": {
                    /** Format: binary */
                    file?: string;
                };
            };
        };
        responses: {
            /** @description Queued. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far it is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    cancelImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cancelled; what was imported stays. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getRejectedRows: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rejected rows, each with its reason. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    addAttachment: {
        parameters: {
            query?: {
                /** @description How the file is called, at most 200 bytes. A form names it too. */
                filename?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
                "multipart/form-data": {
                    /** Format: binary */
                    file?: string;
                };
            };
        };
        responses: {
            /** @description It is kept. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attachment"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    checkAttachments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is wrong. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttachmentCheck"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getAttachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The attachment. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attachment"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getAttachmentContent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What it holds: to be shown for PNG, JPEG, GIF and WebP, to be saved for all others. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listSuppressions: {
        parameters: {
            query?: {
                /** @description A part of the address or domain. */
                query?: string;
                limit?: components["parameters"]["limit"];
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuppressionPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    addSuppression: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSuppression"];
            };
        };
        responses: {
            /** @description It was there already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppression"];
                };
            };
            /** @description Added. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppression"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    addSuppressions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    values: string[];
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description How many were added, and which were refused. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuppressionsAdded"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    removeSuppression: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            200: components["responses"]["Done"];
            default: components["responses"]["Problem"];
        };
    };
    getSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The settings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsEdit"];
            };
        };
        responses: {
            /** @description The settings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    addApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            /** @description The key itself is in this answer only. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyMade"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Done"];
            default: components["responses"]["Problem"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who did what, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                /** @description The same where no header can be set. */
                last_event_id?: string;
            };
            header?: {
                /** @description Go on after this event. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream that does not end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getContract: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    finishSignIn: {
        parameters: {
            query?: {
                state?: string;
                code?: string;
                error?: string;
                iss?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the mailboxes page. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    showUnsubscribe: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description No link of ours. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    unsubscribe: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Opted out. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description No link of ours. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    loadPixel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description With `.gif` at its end. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One transparent pixel. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/gif": string;
                };
            };
            /** @description No pixel of ours. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    followLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where the email said. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No link of ours, or one that was made of the fields of a contact who was erased. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    getSupportBundle: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bundle. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    makeBackup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description An absolute path. */
                    file: string;
                };
            };
        };
        responses: {
            200: components["responses"]["Done"];
            default: components["responses"]["Problem"];
        };
    };
    getStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The status. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    releaseSending: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseSending"];
            };
        };
        responses: {
            /** @description The status now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The process is alive. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is not well. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can serve. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not yet. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
}
