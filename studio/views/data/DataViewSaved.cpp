// Saved views of the browser: the menu at the start of the toolbar, what was changed since,
// personal and shared ones, links to them (studio.md 4.3.8).
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SavedViews.h"
#include "studio/domain/SharedViews.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/MenuPlace.h"
#include "studio/kit/Sheet.h"
#include "studio/kit/Switch.h"
#include "studio/kit/TextField.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/FilterBar.h"

#include <QMenu>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

SavedViews DataView::savedViews() const
{
    return SavedViews(m_shell.workspace(), m_shell.connectionId(), m_collection->id);
}

std::optional<SavedView> DataView::activeView() const
{
    return m_viewId.isEmpty() || m_collection == nullptr ? std::nullopt
                                                         : savedViews().find(m_viewId);
}

void DataView::updateViewButton()
{
    if (m_collection == nullptr || m_viewButton == nullptr) {
        return;
    }
    const auto active = activeView();
    const bool isChanged = active && active->state != viewState();
    m_viewButton->setIconName(active ? u"star-active"_s : u"bookmark"_s);
    m_viewButton->setDot(isChanged, Color::Warning);
    m_viewButton->setToolTipAndName(!active         ? tr("Saved views")
                                        : isChanged ? tr("View %1, changed").arg(active->name)
                                                    : tr("View %1").arg(active->name));
    setTitle(active ? active->name : m_collection->name);
}

void DataView::readSharedViews()
{
    if (m_collection != nullptr && m_context.capabilities().has(Capability::SharedViews)) {
        m_sharedViews->refresh(m_shell.connectionId(), m_collection->id);
    }
}

void DataView::openViews()
{
    if (m_collection == nullptr) {
        return;
    }
    readSharedViews(); // for the next time; the menu opens with what is known
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"data.views.menu"_s);
    menu->setAccessibleName(tr("Saved views"));
    menu->setToolTipsVisible(true);
    const auto views = savedViews().all();
    for (const bool areShared : {false, true}) {
        const bool hasAny = std::any_of(views.begin(), views.end(), [&](const SavedView &view) {
            return view.isShared == areShared;
        });
        if (hasAny) {
            menu->addSection(areShared ? tr("Shared") : tr("Personal"));
        }
        for (const SavedView &view : views) {
            if (view.isShared != areShared) {
                continue;
            }
            QAction *action = menu->addAction(view.name);
            action->setCheckable(true);
            action->setChecked(view.id == m_viewId);
            if (!view.author.isEmpty()) {
                action->setToolTip(tr("Shared by %1").arg(view.author));
            }
            connect(action, &QAction::triggered, this, [this, view] { showSavedView(view); });
        }
    }
    const auto add = [&](const QString &text, const QString &iconName, auto run) {
        QAction *action = menu->addAction(studio::icon(iconName), text);
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    menu->addSeparator();
    const auto active = activeView();
    if (active) {
        const bool isChanged = active->state != viewState();
        add(tr("Save %1").arg(active->name), u"save"_s, [this] {
            saveActiveView();
        })->setEnabled(isChanged);
        add(tr("Reset to %1 as saved").arg(active->name), u"undo"_s, [this, state = active->state] {
            applyViewState(state);
            updateViewButton();
        })->setEnabled(isChanged);
    }
    add(tr("Copy link to this view"), u"link"_s, [this] {
        copyLink();
    })->setObjectName(u"data.views.copyLink"_s);
    add(tr("Save as a view…"), u"bookmark"_s, [this] {
        saveViewAs();
    })->setObjectName(u"act.data.saveView"_s);
    if (active) {
        if (!active->isShared) {
            const QString reason = m_context.capabilities().reason(Capability::SharedViews);
            QAction *share = add(
                reason.isEmpty() ? tr("Share %1").arg(active->name)
                                 : tr("Share %1 (%2)", "view, why not").arg(active->name, reason),
                u"users"_s,
                [this] { shareActiveView(); });
            share->setObjectName(u"data.views.share"_s);
            share->setEnabled(reason.isEmpty());
        }
        add(tr("Remove view %1").arg(active->name), u"trash"_s, [this] { removeActiveView(); });
        menu->addSeparator();
        add(tr("All records of %1").arg(m_collection->name), u"table"_s, [this] {
            m_viewId.clear();
            applyViewState(savedViews().defaultState());
            m_filterBar->clear();
            updateViewButton();
        });
    }
    add(tr("New tabs start like this"), u"pin"_s, [this] { saveAsDefault(); });
    popupBelow(menu, m_viewButton);
}

void DataView::showSavedView(const SavedView &view)
{
    m_viewId = view.id;
    applyViewState(view.state);
    updateViewButton();
    emit viewStateChanged();
}

void DataView::saveAsDefault()
{
    QJsonObject state = viewState();
    state.insert(u"filter"_s, QString());
    savedViews().setDefaultState(state);
    m_shell.status(tr("New tabs of %1 start with this layout").arg(m_collection->name));
}

void DataView::storeView(const SavedView &view)
{
    const auto done = [this, name = view.name](const QString &id) {
        m_viewId = id;
        m_shell.status(tr("Saved view %1").arg(name));
        updateViewButton();
        emit viewStateChanged();
    };
    if (!view.isShared) {
        done(savedViews().save(view));
        return;
    }
    m_sharedViews->save(
        m_shell.connectionId(), m_collection->id, view, [this, done](const Result<QString> &id) {
            if (id) {
                done(*id);
            } else {
                const ApiError error = apiError(id.error());
                m_shell.toast(Tone::Danger, tr("The view was not shared. %1").arg(error.message));
            }
        });
}

void DataView::saveActiveView()
{
    if (auto view = activeView()) {
        view->state = viewState();
        storeView(*view);
    }
}

void DataView::shareActiveView()
{
    if (auto view = activeView()) {
        const QString personal = std::exchange(view->id, {});
        view->isShared = true;
        view->author = m_context.profile().identity;
        m_sharedViews->save(
            m_shell.connectionId(),
            m_collection->id,
            *view,
            [this, personal, name = view->name](const Result<QString> &id) {
                if (!id) {
                    m_shell.toast(
                        Tone::Danger,
                        tr("The view was not shared. %1").arg(apiError(id.error()).message));
                    return;
                }
                savedViews().remove(personal); // it is the same view, elsewhere
                m_viewId = *id;
                m_shell.status(tr("%1 is shared now").arg(name));
                updateViewButton();
                emit viewStateChanged();
            });
    }
}

void DataView::removeActiveView()
{
    const auto gone = activeView();
    if (!gone) {
        return;
    }
    const auto removed = [this, gone] {
        m_viewId.clear();
        updateViewButton();
        m_shell.toast(Tone::Neutral,
                      tr("Removed view %1.").arg(gone->name),
                      tr("Undo"),
                      [guard = QPointer<DataView>(this), gone] {
                          if (guard != nullptr) {
                              SavedView again = *gone;
                              again.id = again.isShared ? QString() : again.id;
                              guard->storeView(again);
                          }
                      });
    };
    if (!gone->isShared) {
        savedViews().remove(gone->id);
        removed();
        return;
    }
    m_sharedViews->remove(
        m_shell.connectionId(),
        m_collection->id,
        gone->id,
        [this, removed](const Result<QString> &id) {
            if (id) {
                removed();
            } else {
                m_shell.toast(Tone::Danger,
                              tr("The view was not removed. %1").arg(apiError(id.error()).message));
            }
        });
}

void DataView::saveViewAs()
{
    if (m_collection == nullptr) {
        return;
    }
    auto *sheet = new Sheet(m_shell.window(), tr("Save as a view"));
    sheet->setObjectName(u"data.view.save"_s);
    sheet->setSubtitle(tr("Filter, sort, columns and layout under a name."));
    auto *name = new TextField(tr("Published this year"));
    name->setObjectName(u"data.view.name"_s);
    sheet->body()->addWidget(new FieldRow(tr("Name"), name));
    const QString reason = m_context.capabilities().reason(Capability::SharedViews);
    auto *shared = new Switch;
    shared->setObjectName(u"data.view.shared"_s);
    shared->setEnabled(reason.isEmpty());
    auto *row = new FieldRow(tr("Shared"), shared);
    row->setHelp(reason.isEmpty()
                     ? tr("Stored on the server, for everybody who opens it in a studio.")
                     : tr("%1. The view is kept in this studio.", "why not").arg(reason));
    sheet->body()->addWidget(row);
    Button *accept = sheet->addStandardButtons(tr("Save view"));
    accept->setObjectName(u"data.view.accept"_s);
    accept->setEnabled(false);
    connect(name, &QLineEdit::textChanged, accept, [accept](const QString &text) {
        accept->setEnabled(!text.trimmed().isEmpty());
    });
    connect(name, &QLineEdit::returnPressed, accept, &Button::click);
    connect(sheet, &Sheet::accepted, this, [this, name, shared] {
        SavedView view{{}, name->text().trimmed(), viewState()};
        view.isShared = shared->isChecked();
        view.author = view.isShared ? m_context.profile().identity : QString();
        storeView(view);
    });
    m_shell.showSheet(sheet);
    name->setFocus();
}

} // namespace socle::studio
