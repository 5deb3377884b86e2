"""Use cases: the commands, the functions that carry them out, and the desk of every turn."""

from collections.abc import Awaitable, Callable

from bot.services.campaigns import answering
from bot.services.campaigns import approving as approving_campaigns
from bot.services.campaigns import counting as counting_audiences
from bot.services.campaigns import drafting as drafting_campaigns
from bot.services.campaigns import looking_after as looking_after_campaigns
from bot.services.campaigns import sending as sending_campaigns
from bot.services.campaigns import stopping as stopping_campaigns
from bot.services.campaigns import trying as trying_campaigns
from bot.services.campaigns.results import correcting as correcting_campaigns
from bot.services.campaigns.results import deciding as deciding_campaigns
from bot.services.campaigns.results import exporting as exporting_results
from bot.services.learning import evidence as keeping_evidence
from bot.services.learning import goals as setting_goals
from bot.services.learning import learning_citizen as rating_indicators
from bot.services.learning import logging as logging_activities
from bot.services.notifications import preferences as wishing
from bot.services.notifications import reminders as reminding
from bot.services.people import (
    asking_later,
    downloading,
    erasing,
    joining,
    linking,
    profile,
    recovering,
)
from bot.services.privacy import planned_erasure, requests
from bot.services.skills import self_check as checking_skills
from bot.services.staff import answering_requests, inviting
from bot.services.staff import pages as opening_pages
from bot.services.staff import roles as changing_roles

COMMAND_HANDLERS: dict[type, Callable[..., Awaitable[None]]] = {
    joining.SetLanguage: joining.set_language,
    joining.Join: joining.join,
    joining.Consent: joining.consent,
    joining.Forget: joining.forget,
    profile.ChangeProfile: profile.change_profile,
    erasing.EraseMe: erasing.erase_me,
    downloading.OfferDownload: downloading.offer_download,
    planned_erasure.PlanErasure: planned_erasure.plan_erasure,
    planned_erasure.KeepNotebook: planned_erasure.keep_notebook,
    requests.AskAboutData: requests.ask_about_data,
    logging_activities.RecordActivity: logging_activities.record_activity,
    logging_activities.CorrectActivity: logging_activities.correct_activity,
    logging_activities.VoidActivity: logging_activities.void_activity,
    logging_activities.RestoreActivity: logging_activities.restore_activity,
    keeping_evidence.AddEvidence: keeping_evidence.add_evidence,
    keeping_evidence.RemoveEvidence: keeping_evidence.remove_evidence,
    keeping_evidence.RestoreEvidence: keeping_evidence.restore_evidence,
    linking.OfferLink: linking.offer_link,
    linking.TakeLink: linking.take_link,
    linking.Unlink: linking.unlink,
    recovering.OfferRecovery: recovering.offer_recovery,
    recovering.NoteRecoveryOffered: recovering.note_recovery_offered,
    asking_later.NoteAsked: asking_later.note_asked,
    recovering.WithdrawRecovery: recovering.withdraw_recovery,
    recovering.Recover: recovering.recover,
    checking_skills.StartCheck: checking_skills.start_check,
    checking_skills.AnswerQuestion: checking_skills.answer_question,
    checking_skills.FinishCheck: checking_skills.finish_check,
    rating_indicators.RateIndicator: rating_indicators.rate_indicator,
    reminding.SetReminder: reminding.set_reminder,
    reminding.SetOneOff: reminding.set_one_off,
    reminding.PutOffReminder: reminding.put_off,
    reminding.PauseReminders: reminding.pause_reminders,
    reminding.ResumeReminders: reminding.resume_reminders,
    reminding.StopReminders: reminding.stop_reminders,
    setting_goals.SetGoal: setting_goals.set_goal,
    setting_goals.PauseLearning: setting_goals.pause_learning,
    setting_goals.ResumeLearning: setting_goals.resume_learning,
    wishing.SetWeeklyLimit: wishing.set_weekly_limit,
    wishing.SetQuietHours: wishing.set_quiet_hours,
    drafting_campaigns.SaveCampaign: drafting_campaigns.save_campaign,
    drafting_campaigns.CopyCampaign: drafting_campaigns.copy_campaign,
    drafting_campaigns.DiscardCampaign: drafting_campaigns.discard_campaign,
    approving_campaigns.SubmitCampaign: approving_campaigns.submit_campaign,
    approving_campaigns.ApproveCampaign: approving_campaigns.approve_campaign,
    approving_campaigns.ReturnCampaign: approving_campaigns.return_campaign,
    sending_campaigns.StartCampaign: sending_campaigns.start_campaign,
    sending_campaigns.PauseCampaign: sending_campaigns.pause_campaign,
    sending_campaigns.ResumeCampaign: sending_campaigns.resume_campaign,
    sending_campaigns.CancelCampaign: sending_campaigns.cancel_campaign,
    counting_audiences.CountAudience: counting_audiences.count_audience,
    correcting_campaigns.CorrectCampaign: correcting_campaigns.correct_campaign,
    exporting_results.OfferResult: exporting_results.offer_result,
    deciding_campaigns.SendUnsureAgain: deciding_campaigns.send_unsure,
    deciding_campaigns.LeaveUnsure: deciding_campaigns.leave_unsure_rows,
    trying_campaigns.TryCampaign: trying_campaigns.try_campaign,
    looking_after_campaigns.TakeOverCampaign: looking_after_campaigns.take_over_campaign,
    stopping_campaigns.StopCampaigns: stopping_campaigns.stop_campaigns,
    answering_requests.AnswerRequest: answering_requests.answer_request,
    inviting.InviteOfficer: inviting.invite_officer,
    inviting.AcceptInvitation: inviting.accept_invitation,
    changing_roles.ChangeRights: changing_roles.change_rights,
    changing_roles.EndRole: changing_roles.end_role,
    opening_pages.OfferPages: opening_pages.offer_pages,
    answering.AnswerCampaign: answering.answer_campaign,
}
"""Every command, and the function that carries it out."""
