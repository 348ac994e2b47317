package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// Adapter does for one OLT what an OLT adapter does with VOLTHA's libraries techprofile and resource
// manager. It keeps nothing: what the server has is what holds, also after a restart of either.
type Adapter struct {
	Client     *Client
	Technology string
	OLT        string
}

// Claim is ids that belong to a serial number.
type Claim struct {
	Owner string
	IDs   []uint32
	Etag  string
}

// Instance is a service of a subscriber. The schedulers and queues are VOLTHA's messages
// TrafficSchedulers and TrafficQueues: with voltha-protos, read them by protojson.Unmarshal, and send
// them to the device as they are.
type Instance struct {
	Name                 string
	Path                 string
	PON, ONU, UNI        uint32
	AllocID              uint32     `json:"alloc_id"`
	GemPortIDs           []uint32   `json:"gem_port_ids"`
	UpstreamSchedulers   Schedulers `json:"upstream_schedulers"`
	DownstreamSchedulers Schedulers `json:"downstream_schedulers"`
	UpstreamQueues       Queues     `json:"upstream_queues"`
	DownstreamQueues     Queues     `json:"downstream_queues"`
	Etag                 string
	ONUOwner             string `json:"onu_owner"`
}

// Schedulers are those of one direction.
type Schedulers struct {
	TrafficScheds []struct {
		Direction string
		AllocID   uint32 `json:"alloc_id"`
		Scheduler struct {
			Policy string `json:"sched_policy"`
		}
	} `json:"traffic_scheds"`
}

// Queues are those of one direction.
type Queues struct {
	TrafficQueues []struct {
		Direction string
		GemPortID uint32 `json:"gemport_id"`
		PbitMap   string `json:"pbit_map"`
		Policy    string `json:"sched_policy"`
		Priority  uint32
		Weight    uint32
	} `json:"traffic_queues"`
}

func (a *Adapter) olt() string {
	return "technologies/" + url.PathEscape(a.Technology) + "/olts/" + url.PathEscape(a.OLT)
}

func (a *Adapter) onuClaim(pon uint32, serial string) string {
	return fmt.Sprintf("%s/pons/%d/pools/onu/claims/%s", a.olt(), pon, url.PathEscape(serial))
}

// Register stores the PONs and ranges that the device announces (DeviceInfo of openolt, as JSON). After
// a restart of the adapter it changes nothing.
func (a *Adapter) Register(ctx context.Context, deviceInfo []byte) error {
	request := map[string]any{"registration": map[string]any{"device_info": string(deviceInfo)}}
	var answer struct{ Warnings []string }
	err := a.Client.call(ctx, http.MethodPost, a.olt()+":register", nil, request, &answer)
	if HasReason(err, "RANGE_DIFFERS") {
		return fmt.Errorf("the device announces other ranges than before; an operator must resize the OLT: %w", err)
	}
	for _, warning := range answer.Warnings {
		fmt.Println("warning:", warning)
	}
	return err
}

// Instances reads all services of the OLT, or those of an ONU, page by page.
func (a *Adapter) Instances(ctx context.Context, parent string) ([]Instance, error) {
	var all []Instance
	for token := ""; ; {
		query := url.Values{"page_size": {"500"}, "page_token": {token}}
		var page struct {
			Instances     []Instance
			NextPageToken string `json:"next_page_token"`
		}
		if err := a.Client.call(ctx, http.MethodGet, parent+"/instances", query, nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Instances...)
		if token = page.NextPageToken; token == "" {
			return all, nil
		}
	}
}

// AddONU gives the ONU id of a serial number: the one that it has, or a free one.
func (a *Adapter) AddONU(ctx context.Context, pon uint32, serial string) (uint32, error) {
	pool := fmt.Sprintf("%s/pons/%d/pools/onu", a.olt(), pon)
	var answer struct{ Claim Claim }
	err := a.Client.call(ctx, http.MethodPost, pool+":allocate", nil, map[string]any{"owner": serial}, &answer)
	switch {
	case HasReason(err, "POOL_EXHAUSTED"):
		return 0, fmt.Errorf("PON %d is full: %w", pon, err)
	case err != nil:
		return 0, err
	}
	return answer.Claim.IDs[0], nil
}

// AddService gives the instance of a service: the one that is there, or a new one. If the template is
// missing, it is made from the built-in default, as VOLTHA's library does.
func (a *Adapter) AddService(ctx context.Context, pon, onu, uni, template uint32) (Instance, error) {
	path := fmt.Sprintf("%s/%d/olt-{%s}/pon-{%d}/onu-{%d}/uni-{%d}", a.Technology, template, a.OLT, pon, onu, uni)
	request := map[string]any{"path": path, "fall_back_to_default": true}
	var answer struct{ Instance Instance }
	err := a.Client.call(ctx, http.MethodPost, "instances:create", nil, request, &answer)
	return answer.Instance, err
}

// RemoveONU deletes the services of an ONU and releases its id. Each deletion names what was read, so a
// repeated one deletes nothing that somebody has created in between.
func (a *Adapter) RemoveONU(ctx context.Context, pon uint32, serial string) error {
	var claim Claim
	err := a.Client.call(ctx, http.MethodGet, a.onuClaim(pon, serial), nil, nil, &claim)
	if HasReason(err, "ID_NOT_TAKEN") {
		return nil // it is gone
	}
	if err != nil {
		return err
	}
	for _, onu := range claim.IDs {
		services, err := a.Instances(ctx, a.olt()+fmt.Sprintf("/pons/%d/onus/%d", pon, onu))
		if err != nil {
			return err
		}
		for _, service := range services {
			if err := a.delete(ctx, service.Name, service.Etag); err != nil {
				return err
			}
			fmt.Printf("deleted %s: Alloc-ID %d, GEM ports %v\n", service.Path, service.AllocID, service.GemPortIDs)
		}
	}
	if err := a.delete(ctx, a.onuClaim(pon, serial), claim.Etag); err != nil {
		return err
	}
	fmt.Printf("released %s: ONU id %v\n", serial, claim.IDs)
	return nil
}

func (a *Adapter) delete(ctx context.Context, name, etag string) error {
	var answer struct{}
	err := a.Client.call(ctx, http.MethodDelete, name, url.Values{"etag": {etag}}, nil, &answer)
	if HasReason(err, "ETAG_MISMATCH") {
		return fmt.Errorf("somebody changed %s in the meantime; read it again and decide again: %w", name, err)
	}
	return err
}

// ChangeEvent is a line of the stream of changes.
type ChangeEvent struct {
	// Bookmark is that of this event.
	Bookmark string
	// Begun says that what is read from now on is as new as the events, or newer.
	Begun bool
	// Resync says that changes were missed: read everything again.
	Resync  bool
	Changes []struct {
		Kind string
		Name string
	}
	// Error is in the last line of a stream that failed.
	Error *Status
}

// Follow tells the changes of the OLT behind a bookmark, or from now on if it is empty. When the stream
// ends, it continues behind the last event, at whatever server answers. It ends with the context, with an
// error that stays, or when tell returns false.
func (a *Adapter) Follow(ctx context.Context, bookmark string, tell func(ChangeEvent) bool) error {
	hasBegun := false
	attempt := func() (done bool, err error) {
		query := url.Values{"parent": {"technologies/" + a.Technology + "/olts/" + a.OLT}, "after": {bookmark}}
		response, err := a.Client.send(ctx, http.MethodGet, "changes:watch", query, nil)
		if err != nil {
			return false, err
		}
		defer response.Body.Close()
		for events := json.NewDecoder(response.Body); ; {
			var event ChangeEvent
			if err := events.Decode(&event); err != nil {
				return false, err
			}
			if event.Error != nil {
				return false, event.Error.asError()
			}
			if event.Begun {
				// A second stream without a bookmark begins now, and not where the first one ended.
				event.Resync = event.Resync || hasBegun && bookmark == ""
				hasBegun = true
			}
			if event.Bookmark != "" {
				bookmark = event.Bookmark
			}
			if !tell(event) {
				return true, nil
			}
		}
	}
	for {
		done, err := attempt()
		if done || ctx.Err() != nil || !worthRepeating(err) {
			return err
		}
		sleep(ctx, firstPause)
	}
}

func number(text string) (uint32, error) {
	value, err := strconv.ParseUint(text, 10, 32)
	return uint32(value), err
}
